int zorch_setup(struct zorch *z)
{
	int ret;

	ret = zorch_map_init(z);
	if (ret)
		return ret;
	ret = zorch_id_init(z);
	if (ret)
		goto undo_map;
	ret = zorch_ctx_init(z);
	if (ret)
		goto undo_id;
	return 0;

undo_id:
	zorch_id_free(z);
undo_map:
	zorch_map_free(z);
	return ret;
}

void zorch_last_put(struct zorch *z)
{
	zorch_ctx_free(z);
	zorch_id_free(z);
	zorch_map_free(z);
}
