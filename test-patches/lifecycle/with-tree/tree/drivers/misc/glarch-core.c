#include "glarch.h"

int glarch_core_start(struct glarch *g)
{
	return 0;
}

void glarch_core_stop(struct glarch *g)
{
	glarch_hw_exit(g);
}
