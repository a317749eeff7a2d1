/* Typed bytes on their way from the device's handler to the readers. One producer; consumers hold a
 * lock of their own. The counters run freely and serve as wake-up words. */
#ifndef SERVICES_CONSOLE_RING_H
#define SERVICES_CONSOLE_RING_H

#include <stdint.h>

#define RING_SIZE 4096u /* bytes, a power of two */

struct ring {
    uint32_t put;     /* bytes ever put: readers wait for it to change */
    uint32_t got;     /* bytes ever taken: the producer waits for it when the ring is full */
    uint32_t from;    /* count before which bytes are not wanted any more (Ctrl-C) */
    uint32_t waiting; /* a reader sleeps, or is about to: the producer wakes it */
    unsigned char bytes[RING_SIZE];
};

static inline uint32_t ring_put_count(const struct ring *r)
{
    return __atomic_load_n(&r->put, __ATOMIC_ACQUIRE);
}

static inline uint32_t ring_got_count(const struct ring *r)
{
    return __atomic_load_n(&r->got, __ATOMIC_ACQUIRE);
}

static inline uint32_t ring_used(const struct ring *r)
{
    return ring_put_count(r) - ring_got_count(r);
}

static inline int ring_has_readers(const struct ring *r)
{
    return __atomic_load_n(&r->waiting, __ATOMIC_SEQ_CST) != 0;
}

/* The consumer's, around its look at `put` and its wait. */
static inline void ring_set_waiting(struct ring *r, int waiting)
{
    __atomic_store_n(&r->waiting, (uint32_t)waiting, __ATOMIC_SEQ_CST);
}

/* The producer's: what was put so far will not be taken. */
static inline void ring_forget(struct ring *r)
{
    __atomic_store_n(&r->from, r->put, __ATOMIC_RELEASE);
}

/* The consumer's, before it looks: drops what was forgotten. */
static inline void ring_catch_up(struct ring *r)
{
    uint32_t from = __atomic_load_n(&r->from, __ATOMIC_ACQUIRE);

    if ((int32_t)(from - r->got) > 0)
        __atomic_store_n(&r->got, from, __ATOMIC_RELEASE);
}

/* The ring must not be full. */
static inline void ring_put(struct ring *r, unsigned char byte)
{
    r->bytes[r->put % RING_SIZE] = byte;
    __atomic_store_n(&r->put, r->put + 1, __ATOMIC_RELEASE);
}

/* The ring must not be empty. */
static inline unsigned char ring_next(const struct ring *r)
{
    return r->bytes[r->got % RING_SIZE];
}

/* The ring must not be empty. */
static inline unsigned char ring_take(struct ring *r)
{
    unsigned char byte = ring_next(r);
    __atomic_store_n(&r->got, r->got + 1, __ATOMIC_RELEASE);
    return byte;
}

#endif
