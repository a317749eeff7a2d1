/* The virtqueue, and the table of requests that are with the device.
 *
 * Submitting and taking back are apart: a request goes into a free slot and is with the device until queue_reap finds it in
 * the used ring. A slot's number is the request's name until queue_free. Nothing here waits. */
#ifndef SERVICES_BLOCK_QUEUE_H
#define SERVICES_BLOCK_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "block/layout.h"

typedef volatile uint32_t *window_t;

enum slot_state { SLOT_FREE, SLOT_SENT, SLOT_DONE };

struct queue {
    uint16_t used_index; /* as seen after the last reap */
    uint32_t refusals;   /* of the device's segment unit, as last seen */
    uint8_t free_count, free[SLOTS];
    struct slot {
        uint8_t state;            /* enum slot_state */
        int result;               /* DONE: 0, io, or fault (the device may not reach the buffer) */
        uint32_t written;         /* bytes that the device must say it wrote */
        uint32_t device_register; /* that names its data */
    } slot[SLOTS];
};

/* Lays the rings; every slot is free. `base`: the DMA address of the DMA segment. */
void queue_lay(struct queue *q, struct dma *dma, uint64_t base);

/* Gives the device a request of type VIRTIO_BLK_*, `len` bytes at DMA address `data`. Answers its slot, or again (none is
 * free). */
int queue_submit(struct queue *q, struct dma *dma, window_t window, uint32_t type, uint64_t sector, uint64_t data,
                 uint32_t len);

/* Takes one request that the device has finished: its slot is DONE. Answers the slot, again (there is none), io (the device
 * answers nonsense: start it anew). */
int queue_reap(struct queue *q, struct dma *dma, window_t window);

/* Is a request with the device whose data this device register names? Until then the register is given to nobody else. */
bool queue_names(const struct queue *q, uint32_t device_register);

/* The slot's result has been read. */
void queue_free(struct queue *q, int slot);

#endif
