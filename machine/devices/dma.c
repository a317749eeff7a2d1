#include "devices/dma.h"

#include <string.h>

static bool port_read(void *context, uint64_t pa, void *to, size_t size)
{
    return bus_read(context, pa, to, size);
}

/* The segment unit of a device writes no table. */
static bool port_write(void *context, uint64_t pa, const void *from, size_t size)
{
    (void)context;
    (void)pa;
    (void)from;
    (void)size;
    return false;
}

void dma_reset(struct dma *d, struct bus *bus, struct xs_counters *counters)
{
    d->bus = bus;
    d->counters = counters;
    xs_device_reset(&d->segments, (struct xs_port){bus, port_read, port_write});
}

/* What the segment unit read goes to the machine's counters. */
static void settle(struct dma *d, bool refused)
{
    uint64_t *n = d->segments.counters.n;
    if (d->counters) {
        d->counters->n[XS_CTR_DMA_TABLE_READS] += n[XS_CTR_TABLE_READS] + n[XS_CTR_PTE_READS];
        d->counters->n[XS_CTR_DMA_FAULTS] += refused;
    }
    if (refused && d->refused.call)
        d->refused.call(d->refused.context, &d->segments.state);
    n[XS_CTR_TABLE_READS] = n[XS_CTR_PTE_READS] = 0;
}

/* One stretch of at most a page. Its table may lead out of RAM: then it is refused too. */
static uint8_t *reach_page(struct dma *d, uint64_t address, uint64_t *size, enum xs_access access)
{
    uint64_t pa = 0, n = xs_device_reach(&d->segments, address, *size, access, &pa);
    uint8_t *host = n ? bus_ram(d->bus, pa, n) : NULL;
    if (n && !host)
        xs_device_record(&d->segments, address, access, XS_REASON_WALK);
    settle(d, !host);
    *size = n;
    return host;
}

uint8_t *dma_reach(struct dma *d, uint64_t address, uint64_t *size, enum xs_access access)
{
    uint8_t *host = dma_segmented(d) ? reach_page(d, address, size, access) : bus_ram(d->bus, address, *size);
    if (host)
        bus_dma(d->bus, host, *size, access == XS_STORE);
    return host;
}

void dma_too_long(struct dma *d, uint64_t address, enum xs_access access)
{
    xs_device_record(&d->segments, address, access, XS_REASON_OPERAND);
    settle(d, true);
}

/* The whole range by register and bounds first, so that no page is asked for in vain. */
bool dma_check(struct dma *d, uint64_t address, uint64_t size, enum xs_access access)
{
    if (!dma_segmented(d))
        return bus_ram(d->bus, address, size);
    if (!xs_device_check(&d->segments, address, size, access)) {
        settle(d, true);
        return false;
    }
    if (size > XS_DMA_MAX) {
        dma_too_long(d, address, access);
        return false;
    }
    for (uint64_t n; size; address += n, size -= n) {
        n = size;
        if (!reach_page(d, address, &n, access))
            return false;
    }
    return true;
}

bool dma_read(struct dma *d, uint64_t address, void *to, uint64_t size)
{
    if (!dma_check(d, address, size, XS_LOAD))
        return false;
    uint8_t *at = to, *from;
    for (uint64_t n; size; address += n, at += n, size -= n) {
        n = size;
        if (!(from = dma_reach(d, address, &n, XS_LOAD)))
            return false;
        memcpy(at, from, n);
    }
    return true;
}

bool dma_write(struct dma *d, uint64_t address, const void *from, uint64_t size)
{
    if (!dma_check(d, address, size, XS_STORE))
        return false;
    const uint8_t *at = from;
    uint8_t *to;
    for (uint64_t n; size; address += n, at += n, size -= n) {
        n = size;
        if (!(to = dma_reach(d, address, &n, XS_STORE)))
            return false;
        memcpy(to, at, n);
    }
    return true;
}
