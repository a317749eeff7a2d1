/* How a device reaches memory: by physical addresses, or through its segment registers (manual, chapter 21).
 *
 * Every access is of RAM, wholly, or is refused with nothing done. In segment mode a refusal is recorded for the kernel and
 * the driver to read. */
#pragma once
#include "core/bus.h"
#include "segment/device.h"

struct dma {
    struct bus *bus;
    struct xs_counters *counters; /* may be NULL; gets the reads of tables and the refusals */
    struct xs_device segments;
    struct dma_hook { /* NULL: none */
        void *context;
        void (*call)(void *context, const struct xs_device_state *state);
    } reset, refused; /* resets the device behind it; is told of each refusal, for the trace */
};

void dma_reset(struct dma *d, struct bus *bus, struct xs_counters *counters); /* physical mode */
/* May the device read (XS_LOAD) or write (XS_STORE) all of [address, address + size)? size at least 1. */
bool dma_check(struct dma *d, uint64_t address, uint64_t size, enum xs_access access);
/* Host address of the first byte of such a range, *size cut to what lies contiguous from there. NULL: refused. */
uint8_t *dma_reach(struct dma *d, uint64_t address, uint64_t *size, enum xs_access access);
bool dma_read(struct dma *d, uint64_t address, void *to, uint64_t size);
bool dma_write(struct dma *d, uint64_t address, const void *from, uint64_t size);
/* Refuses a request for its size (XS_DMA_MAX). */
void dma_too_long(struct dma *d, uint64_t address, enum xs_access access);
static inline bool dma_segmented(const struct dma *d)
{
    return d->segments.state.on;
}
