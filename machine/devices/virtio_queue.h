/* One split virtqueue (virtio 1.2, section 2.7): rings in guest memory, every field checked before use.
 *
 * Nothing that the guest writes there can do more than make a function here return VIRTQ_BROKEN;
 * the device then asks for a reset (DEVICE_NEEDS_RESET) and touches the queue no more. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "devices/dma.h"

enum {
    VIRTQ_SIZE_MAX = 256,
    VIRTQ_SEGMENTS_MAX = 256, /* buffers of one chain */
};

struct virtq {
    uint64_t desc, driver, device; /* DMA addresses of the three areas */
    uint16_t size;                 /* power of two, at most VIRTQ_SIZE_MAX */
    uint16_t last_avail, used;     /* free-running ring positions */
    bool ready;
};

/* One buffer of a chain, length at least 1; checked, unless the chain is refused. */
struct virtq_segment {
    uint64_t address;
    uint32_t length;
};

/* A request: the buffers that the device reads, then those it writes, in order. */
struct virtq_chain {
    uint16_t head;
    unsigned readable, writable; /* segment[0 .. readable), then [readable .. readable + writable) */
    uint64_t readable_bytes, writable_bytes;
    bool refused; /* segment mode: a buffer is not the device's to reach; the request fails, the queue goes on */
    struct virtq_segment segment[VIRTQ_SEGMENTS_MAX];
};

enum virtq_result { VIRTQ_EMPTY, VIRTQ_CHAIN, VIRTQ_BROKEN };

/* Are size and addresses acceptable? Called when the driver sets QueueReady. */
bool virtq_acceptable(const struct virtq *q, struct dma *dma);
/* Is there something to take, or something wrong? */
bool virtq_waiting(const struct virtq *q, struct dma *dma);
/* Takes the next available chain. */
enum virtq_result virtq_pop(struct virtq *q, struct dma *dma, struct virtq_chain *chain);
/* Returns a chain with `written` bytes used. */
enum virtq_result virtq_push(struct virtq *q, struct dma *dma, const struct virtq_chain *chain, uint32_t written);
/* Has the driver asked for no interrupts? */
bool virtq_quiet(const struct virtq *q, struct dma *dma);
