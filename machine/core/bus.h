/* The physical address space as harts and devices see it: RAM by host pointer, devices by functions.
 * Owned by the board; one bus per machine. Addresses and sizes in bytes; values little-endian. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bus;

/* Device window. `offset` is from the window's base, size 1, 2, 4 or 8, naturally aligned.
 * false: the device refuses the access (load/store access fault). */
struct bus_window {
    uint64_t base, size;
    void *device;
    bool (*load)(void *device, uint64_t offset, unsigned size, uint64_t *value);
    bool (*store)(void *device, uint64_t offset, unsigned size, uint64_t value);
};

struct bus *bus_new(uint64_t ram_base, uint64_t ram_size); /* NULL: out of memory */
void bus_free(struct bus *bus);
bool bus_attach(struct bus *bus, const struct bus_window *window); /* copied; false: overlaps another, or too many */

void bus_clear(struct bus *bus); /* RAM is zero again, and takes no memory of the host's until it is written */

/* Host address of [pa, pa + size) if it lies wholly in RAM, else NULL. Stable for the machine's life. */
uint8_t *bus_ram(const struct bus *bus, uint64_t pa, uint64_t size);
/* Physical address of a byte of RAM less its host address. */
uint64_t bus_distance(const struct bus *bus);
/* Single access of 1, 2, 4 or 8 bytes, RAM or device. false: access fault. Counts nothing. */
bool bus_load(struct bus *bus, uint64_t pa, unsigned size, uint64_t *value);
bool bus_store(struct bus *bus, uint64_t pa, unsigned size, uint64_t value);
/* Bulk copies between RAM and the host (loader, DMA, debugger). false: not wholly RAM; nothing done. */
bool bus_read(const struct bus *bus, uint64_t pa, void *to, uint64_t size);
bool bus_write(struct bus *bus, uint64_t pa, const void *from, uint64_t size);

/* A model of time is told what devices do to memory by themselves. */
void bus_watch(struct bus *bus, void (*dma)(void *context, uint64_t pa, uint64_t size, bool write), void *context);
void bus_dma(const struct bus *bus, const uint8_t *ram, uint64_t size,
             bool write); /* a device does so, where bus_ram said */
