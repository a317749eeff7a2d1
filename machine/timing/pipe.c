#include "timing/pipe.h"

void pipe_reset(struct pipe *p, unsigned width, unsigned ports)
{
    *p = (struct pipe){.width = width, .ports = ports};
}
