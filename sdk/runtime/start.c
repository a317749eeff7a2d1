#include "start.h"

#include <stdlib.h>
#include <string.h>

#include "abi/layout.h"
#include "postern/service.h"

int main(int argc, char **argv);

uint64_t postern_boot_argument;

int start_arguments(const struct start_block *block, char *argv[START_ARGS_MAX + 1])
{
    const char *next = block->strings, *end = next + block->bytes;
    int argc = 0;
    while (argc < START_ARGS_MAX && (uint64_t)argc < block->argc && next < end) {
        size_t len = strnlen(next, (size_t)(end - next));
        if (next + len == end)
            break; /* not terminated */
        argv[argc++] = (char *)next;
        next += len + 1;
    }
    argv[argc] = NULL;
    return argc;
}

_Noreturn void postern_start(uint64_t arg)
{
    char *argv[START_ARGS_MAX + 1] = {NULL};
    int argc = 0;
    postern_boot_argument = arg;
    start_init();
    /* Boot programs get a number from the image instead of a pointer. */
    if (arg >> XS_OFFSET_BITS == XS_SG_CODE)
        argc = start_arguments((const struct start_block *)arg, argv);
    exit(main(argc, argv));
}
