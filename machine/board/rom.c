#include "board/rom.h"

#include <stdlib.h>
#include <string.h>

static bool rom_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    const struct rom *r = device;
    *value = 0;
    memcpy(value, r->bytes + offset, size);
    return true;
}

static bool rom_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    (void)device, (void)offset, (void)size, (void)value;
    return false;
}

static void rom_reset(void *device)
{
    (void)device;
}

const struct device_ops rom_ops = {
    .name = "rom",
    .load = rom_load,
    .store = rom_store,
    .reset = rom_reset,
    .free = free,
};

struct rom *rom_new(void)
{
    return calloc(1, sizeof(struct rom));
}
