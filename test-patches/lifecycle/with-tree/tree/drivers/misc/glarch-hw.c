#include "glarch.h"

void glarch_hw_exit(struct glarch *g)
{
	glarch_write(g, 0);
}
