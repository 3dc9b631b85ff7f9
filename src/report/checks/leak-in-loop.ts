import type { CheckText } from './text.js';

export const leakInLoop: CheckText = {
  why: 'Iterators over device nodes hold a reference on the current node; leaving the loop early keeps it.',
  before: `static int quux_count(struct device_node *np)
{
	struct device_node *child;

	for_each_child_of_node(np, child) {
		if (of_property_read_bool(child, "quux,broken"))
			return -EINVAL;
	}
	return 0;
}
`,
  after: `static int quux_count(struct device_node *np)
{
	struct device_node *child;

	for_each_child_of_node(np, child) {
		if (of_property_read_bool(child, "quux,broken")) {
			of_node_put(child);
			return -EINVAL;
		}
	}
	return 0;
}
`,
  notSeen:
    'Iterators that the catalogue does not list; functions that run time and again where neither their name nor an ops struct says so.',
  examples: [
    {
      title: 'A managed call in a function that runs time and again',
      before: `static int quux_read_raw(struct iio_dev *indio_dev, int *val)
{
	struct quux *q = iio_priv(indio_dev);
	u8 *buf;

	buf = devm_kzalloc(q->dev, QUUX_LEN, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*val = quux_sample(q, buf);
	return 0;
}

static const struct iio_info quux_info = {
	.read_raw = quux_read_raw,
};
`,
      after: `static int quux_read_raw(struct iio_dev *indio_dev, int *val)
{
	struct quux *q = iio_priv(indio_dev);
	u8 *buf;

	buf = kzalloc(QUUX_LEN, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	*val = quux_sample(q, buf);
	kfree(buf);
	return 0;
}

static const struct iio_info quux_info = {
	.read_raw = quux_read_raw,
};
`,
    },
    {
      title: 'The only pointer is overwritten',
      before: `static int quux_show_both(struct quux *q)
{
	char *text;

	text = kasprintf(GFP_KERNEL, "quux%d", q->first);
	if (!text)
		return -ENOMEM;
	quux_print(text);

	text = kasprintf(GFP_KERNEL, "quux%d", q->second);
	if (!text)
		return -ENOMEM;
	quux_print(text);
	kfree(text);
	return 0;
}
`,
      after: `static int quux_show_both(struct quux *q)
{
	char *text;

	text = kasprintf(GFP_KERNEL, "quux%d", q->first);
	if (!text)
		return -ENOMEM;
	quux_print(text);
	kfree(text);

	text = kasprintf(GFP_KERNEL, "quux%d", q->second);
	if (!text)
		return -ENOMEM;
	quux_print(text);
	kfree(text);
	return 0;
}
`,
    },
  ],
};
