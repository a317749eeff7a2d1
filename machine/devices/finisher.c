#include "devices/finisher.h"

#include <stdlib.h>

enum { PASS = 0x5555, FAIL = 0x3333, RESET = 0x7777 };

struct finisher {
    struct finisher_sink sink;
};

static bool finisher_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    (void)device;
    (void)offset;
    *value = 0;
    return size <= 4;
}

static bool finisher_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct finisher *f = device;
    if (size != 2 && size != 4)
        return false;
    if (offset != 0)
        return true;
    switch (value & 0xffff) {
    case PASS: f->sink.finish(f->sink.context, FINISHER_PASS, 0); break;
    case FAIL: f->sink.finish(f->sink.context, FINISHER_FAIL, (unsigned)(value >> 16 & 0xffff)); break;
    case RESET: f->sink.finish(f->sink.context, FINISHER_RESET, 0); break;
    }
    return true;
}

static void finisher_reset(void *device)
{
    (void)device;
}

const struct device_ops finisher_ops = {
    .name = "finisher",
    .load = finisher_load,
    .store = finisher_store,
    .reset = finisher_reset,
    .free = free,
};

struct finisher *finisher_new(struct finisher_sink sink)
{
    struct finisher *f = calloc(1, sizeof *f);
    if (f)
        f->sink = sink;
    return f;
}
