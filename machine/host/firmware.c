#include "host/firmware.h"

#include <stddef.h>
#include <unistd.h>

const char *firmware_default(struct failure *why)
{
    static const char *const paths[] = {
        "/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin", /* Debian and its family: package opensbi */
        "/usr/share/qemu/opensbi-riscv64-generic-fw_dynamic.bin",    /* QEMU's own copy elsewhere */
    };
    for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++)
        if (access(paths[i], R_OK) == 0)
            return paths[i];
    refuse(why, "no OpenSBI firmware found: install the package opensbi, or name a file with --bios (or --bios none)");
    return NULL;
}
