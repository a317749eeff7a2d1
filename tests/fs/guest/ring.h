/* A small virtio-blk driver that goes wherever it is told: for drivers that are hostile, or die. */
#ifndef TESTS_FS_RING_H
#define TESTS_FS_RING_H

#include <stdint.h>

typedef volatile uint32_t *window_t;

/* What lies at the beginning of the ring's memory, one page. */
struct ring {
    struct {
        uint64_t address;
        uint32_t length;
        uint16_t flags, next;
    } desc[4];
    struct {
        uint16_t flags, index, ring[4], event, pad;
    } avail;
    struct {
        uint16_t flags, index;
        struct {
            uint32_t id, length;
        } ring[4];
        uint16_t event, pad;
    } used;
    struct {
        uint32_t type, reserved;
        uint64_t sector;
    } header;
    volatile uint8_t status;
};

enum { RING_READ, RING_WRITE, RING_OK = 0, RING_IOERR = 1, RING_SILENT = 0xff, RING_NEEDS_RESET = 64 };

/* Brings the device up with rings at DMA address `at`, laid in `ring`. Answers its status register. */
uint32_t ring_start(window_t window, struct ring *ring, uint64_t at);
/* One sector, from or to DMA address `data`. Answers the status byte. */
int ring_request(window_t window, struct ring *ring, uint64_t at, uint32_t type, uint64_t sector, uint64_t data);

#endif
