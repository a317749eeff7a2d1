/* What the start objects share. */
#pragma once
#include <stdint.h>

/* Layout of the argument block that the loader puts into a program's segment: this, then `bytes` bytes of
 * `argc` zero-terminated strings. */
struct start_block {
    uint64_t argc;
    uint64_t bytes;
    char strings[];
};

enum { START_ARGS_MAX = 255 };

/* Fills the main thread's block (tp points to it), then runs constructors. */
void start_init(void);

/* Splits a block into argv[0..argc]; answers argc. A malformed block gives what fits. */
int start_arguments(const struct start_block *block, char *argv[START_ARGS_MAX + 1]);

_Noreturn void postern_start(uint64_t arg);
_Noreturn void postern_start_service(uint64_t arg);
_Noreturn void postern_start_server(uint64_t arg);
