#include "core/bus.h"

#include <string.h>
#include <sys/mman.h>
#include <stdlib.h>

enum { WINDOWS = 32 };

struct bus {
    uint8_t *ram;
    uint64_t ram_base, ram_size;
    struct bus_window window[WINDOWS];
    unsigned windows;
    void (*dma)(void *context, uint64_t pa, uint64_t size, bool write);
    void *dma_context;
};

struct bus *bus_new(uint64_t ram_base, uint64_t ram_size)
{
    struct bus *bus = calloc(1, sizeof *bus);
    if (!bus)
        return NULL;
    void *ram = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ram == MAP_FAILED) {
        free(bus);
        return NULL;
    }
    bus->ram = ram;
    bus->ram_base = ram_base;
    bus->ram_size = ram_size;
    return bus;
}

void bus_free(struct bus *bus)
{
    if (!bus)
        return;
    munmap(bus->ram, bus->ram_size);
    free(bus);
}

void bus_clear(struct bus *bus)
{
    if (madvise(bus->ram, bus->ram_size, MADV_DONTNEED) != 0)
        memset(bus->ram, 0, bus->ram_size);
}

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
    return a < b + b_size && b < a + a_size;
}

bool bus_attach(struct bus *bus, const struct bus_window *window)
{
    if (bus->windows == WINDOWS || overlap(window->base, window->size, bus->ram_base, bus->ram_size))
        return false;
    for (unsigned n = 0; n < bus->windows; n++)
        if (overlap(window->base, window->size, bus->window[n].base, bus->window[n].size))
            return false;
    bus->window[bus->windows++] = *window;
    return true;
}

uint8_t *bus_ram(const struct bus *bus, uint64_t pa, uint64_t size)
{
    uint64_t offset = pa - bus->ram_base;
    if (pa < bus->ram_base || offset > bus->ram_size || size > bus->ram_size - offset)
        return NULL;
    return bus->ram + offset;
}

uint64_t bus_distance(const struct bus *bus)
{
    return bus->ram_base - (uintptr_t)bus->ram;
}

/* The window that holds the whole access, if it is one that a device may see. */
static const struct bus_window *window_at(const struct bus *bus, uint64_t pa, unsigned size)
{
    for (unsigned n = 0; n < bus->windows; n++) {
        const struct bus_window *w = &bus->window[n];
        if (pa >= w->base && pa - w->base < w->size && size <= w->size - (pa - w->base))
            return pa % size == 0 ? w : NULL;
    }
    return NULL;
}

bool bus_load(struct bus *bus, uint64_t pa, unsigned size, uint64_t *value)
{
    const uint8_t *ram = bus_ram(bus, pa, size);
    *value = 0;
    if (ram) {
        memcpy(value, ram, size);
        return true;
    }
    const struct bus_window *w = window_at(bus, pa, size);
    return w && w->load && w->load(w->device, pa - w->base, size, value);
}

bool bus_store(struct bus *bus, uint64_t pa, unsigned size, uint64_t value)
{
    uint8_t *ram = bus_ram(bus, pa, size);
    if (ram) {
        memcpy(ram, &value, size);
        return true;
    }
    const struct bus_window *w = window_at(bus, pa, size);
    return w && w->store && w->store(w->device, pa - w->base, size, value);
}

bool bus_read(const struct bus *bus, uint64_t pa, void *to, uint64_t size)
{
    const uint8_t *ram = bus_ram(bus, pa, size);
    if (ram)
        memcpy(to, ram, size);
    return ram != NULL;
}

bool bus_write(struct bus *bus, uint64_t pa, const void *from, uint64_t size)
{
    uint8_t *ram = bus_ram(bus, pa, size);
    if (ram)
        memcpy(ram, from, size);
    return ram != NULL;
}

void bus_watch(struct bus *bus, void (*dma)(void *context, uint64_t pa, uint64_t size, bool write), void *context)
{
    bus->dma = dma;
    bus->dma_context = context;
}

void bus_dma(const struct bus *bus, const uint8_t *ram, uint64_t size, bool write)
{
    if (bus->dma)
        bus->dma(bus->dma_context, bus->ram_base + (uint64_t)(ram - bus->ram), size, write);
}
