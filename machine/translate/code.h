/* Memory for generated code: one piece of memory mapped twice, writable here and executable there. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CODE_SIZE = 64 << 20 };

struct code {
    uint8_t *write;     /* CODE_SIZE bytes */
    const uint8_t *run; /* the same bytes, executable */
};

bool code_map(struct code *code);
void code_unmap(struct code *code);

static inline const void *code_runs_at(const struct code *code, const uint8_t *written)
{
    return code->run + (written - code->write);
}
