/* What every device of the board has in common: a vtable, an interrupt line, the clock it sees.
 * All state is the device's own; nothing here is global. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DEVICE_HARTS_MAX = 64 };
#define DEVICE_NEVER UINT64_MAX /* mtime of an event that does not come */

/* `from` and so much later. What lies behind the end of the clock never comes. */
static inline uint64_t device_time_in(uint64_t from, uint64_t ticks)
{
    return ticks < DEVICE_NEVER - from ? from + ticks : DEVICE_NEVER;
}

/* Entries marked optional may be NULL. `load` and `store` are as in core/bus.h. */
struct device_ops {
    const char *name;
    bool (*load)(void *device, uint64_t offset, unsigned size, uint64_t *value);
    bool (*store)(void *device, uint64_t offset, unsigned size, uint64_t value);
    void (*reset)(void *device); /* to the state after power on */
    void (*free)(void *device);
    uint64_t (*next_event)(const void *device);    /* optional: mtime at which `advance` has work */
    void (*advance)(void *device, uint64_t mtime); /* optional: mtime is now this */
    const void *(*state)(const void *device,
                         size_t *size); /* optional: bytes that the state hash covers; no pointers */
};

struct device {
    const struct device_ops *ops;
    void *self;
};

/* A level-triggered interrupt line, into the PLIC on the board. */
struct device_irq {
    void *context;
    void (*set)(void *context, unsigned source, bool level);
    unsigned source;
};

static inline void device_irq_set(const struct device_irq *irq, bool level)
{
    irq->set(irq->context, irq->source, level);
}

/* Not a bit of mip: the requests that nobody has claimed changed; level: there are some. */
enum { LINE_SOURCES = 64 };
/* Lines from an interrupt controller to the harts; `bit` is the number in mip. */
struct device_lines {
    void *context;
    void (*set)(void *context, unsigned hart, unsigned bit, bool level);
};

/* The board's clock. `replan`: next_event of a device has changed. */
struct device_clock {
    void *context;
    uint64_t (*mtime)(void *context);
    void (*replan)(void *context);
};
