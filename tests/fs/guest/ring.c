#include "ring.h"

#include <stddef.h>
#include <string.h>

enum { NEXT = 1, DEVICE_WRITES = 2, SECTOR = 512 };

static void put64(window_t window, unsigned offset, uint64_t value)
{
    window[offset / 4] = (uint32_t)value;
    window[offset / 4 + 1] = (uint32_t)(value >> 32);
}

static void barrier(void)
{
    __asm__ volatile("fence iorw, iorw" ::: "memory");
}

uint32_t ring_start(window_t window, struct ring *ring, uint64_t at)
{
    memset(ring, 0, sizeof(*ring));
    window[0x70 / 4] = 0;
    window[0x70 / 4] = 3;
    window[0x24 / 4] = 1;
    window[0x20 / 4] = 1;
    window[0x70 / 4] = 11;
    window[0x30 / 4] = 0;
    window[0x38 / 4] = 4;
    put64(window, 0x80, at + offsetof(struct ring, desc));
    put64(window, 0x90, at + offsetof(struct ring, avail));
    put64(window, 0xa0, at + offsetof(struct ring, used));
    barrier();
    window[0x44 / 4] = 1;
    window[0x70 / 4] = 15;
    return window[0x70 / 4];
}

int ring_request(window_t window, struct ring *ring, uint64_t at, uint32_t type, uint64_t sector, uint64_t data)
{
    const uint16_t direction = type == RING_READ ? DEVICE_WRITES : 0;

    ring->header.type = type;
    ring->header.sector = sector;
    ring->status = RING_SILENT;
    ring->desc[0].address = at + offsetof(struct ring, header);
    ring->desc[0].length = sizeof(ring->header);
    ring->desc[0].flags = NEXT;
    ring->desc[0].next = 1;
    ring->desc[1].address = data;
    ring->desc[1].length = SECTOR;
    ring->desc[1].flags = NEXT | direction;
    ring->desc[1].next = 2;
    ring->desc[2].address = at + offsetof(struct ring, status);
    ring->desc[2].length = 1;
    ring->desc[2].flags = DEVICE_WRITES;
    barrier();
    ring->avail.index++;
    barrier();
    window[0x50 / 4] = 0;
    barrier();
    return ring->status;
}
