/* The device nodes of the tree, and who has which phandle. */
#pragma once
#include "board/fdt_writer.h"

static inline uint32_t fdt_phandle_cpu(unsigned hart)
{
    return 2 * hart + 1;
}

static inline uint32_t fdt_phandle_intc(unsigned hart)
{
    return 2 * hart + 2;
}

/* /soc with every device, and /poweroff and /reboot, which use the test finisher. */
void fdt_soc(struct fdt_writer *w, unsigned harts);
