#include "devices/rtc.h"

#include <stdlib.h>

#include "abi/platform.h"

enum {
    TIME_LOW = 0x00,
    TIME_HIGH = 0x04,
    ALARM_LOW = 0x08,
    ALARM_HIGH = 0x0c,
    IRQ_ENABLED = 0x10,
    CLEAR_ALARM = 0x14,
    ALARM_STATUS = 0x18,
    CLEAR_INTERRUPT = 0x1c,
    NS_PER_TICK = 1000000000 / PLAT_TIMEBASE_HZ,
};

struct rtc {
    uint64_t alarm, offset; /* ns; offset is epoch plus what the guest set the clock forward by */
    uint32_t alarm_high, alarm_on, pending, enabled, time_high, unused;
    uint64_t epoch;
    struct device_clock clock;
    struct device_irq irq;
};

static uint64_t now(const struct rtc *r)
{
    return r->clock.mtime(r->clock.context) * NS_PER_TICK + r->offset;
}

static void update(struct rtc *r)
{
    if (r->alarm_on && now(r) >= r->alarm) {
        r->alarm_on = 0;
        r->pending = 1;
    }
    device_irq_set(&r->irq, r->pending && r->enabled);
}

static bool rtc_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    struct rtc *r = device;
    if (size != 4)
        return false;
    *value = 0;
    switch (offset) {
    case TIME_LOW: /* latches the high half */
        r->time_high = (uint32_t)(now(r) >> 32);
        *value = (uint32_t)now(r);
        break;
    case TIME_HIGH: *value = r->time_high; break;
    case ALARM_LOW: *value = (uint32_t)r->alarm; break;
    case ALARM_HIGH: *value = r->alarm >> 32; break;
    case IRQ_ENABLED: *value = r->enabled; break;
    case ALARM_STATUS: *value = r->alarm_on; break;
    }
    return true;
}

static void set_half(struct rtc *r, uint64_t wanted)
{
    r->offset += wanted - now(r);
}

static bool rtc_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct rtc *r = device;
    if (size != 4)
        return false;
    switch (offset) {
    case TIME_LOW: set_half(r, (now(r) & ~(uint64_t)UINT32_MAX) | (uint32_t)value); break;
    case TIME_HIGH: set_half(r, value << 32 | (uint32_t)now(r)); break;
    case ALARM_LOW: /* arms, with the high half written before */
        r->alarm = (uint64_t)r->alarm_high << 32 | (uint32_t)value;
        r->alarm_on = 1;
        break;
    case ALARM_HIGH: r->alarm_high = (uint32_t)value; break;
    case IRQ_ENABLED: r->enabled = value & 1; break;
    case CLEAR_ALARM: r->alarm_on = 0; break;
    case CLEAR_INTERRUPT: r->pending = 0; break;
    }
    update(r);
    r->clock.replan(r->clock.context);
    return true;
}

static uint64_t rtc_next_event(const void *device)
{
    const struct rtc *r = device;
    uint64_t left = r->alarm - now(r), mtime = r->clock.mtime(r->clock.context);
    if (!r->alarm_on || r->alarm <= now(r))
        return DEVICE_NEVER;
    uint64_t ticks = left / NS_PER_TICK + (left % NS_PER_TICK != 0);
    return ticks > DEVICE_NEVER - mtime ? DEVICE_NEVER : mtime + ticks;
}

static void rtc_advance(void *device, uint64_t mtime)
{
    (void)mtime;
    update(device);
}

static void rtc_reset(void *device)
{
    struct rtc *r = device;
    r->alarm = 0;
    r->offset = r->epoch;
    r->alarm_high = r->alarm_on = r->pending = r->enabled = r->time_high = 0;
    update(r);
}

static const void *rtc_state(const void *device, size_t *size)
{
    *size = offsetof(struct rtc, epoch);
    return device;
}

const struct device_ops rtc_ops = {
    .name = "rtc",
    .load = rtc_load,
    .store = rtc_store,
    .reset = rtc_reset,
    .free = free,
    .next_event = rtc_next_event,
    .advance = rtc_advance,
    .state = rtc_state,
};

struct rtc *rtc_new(uint64_t epoch, struct device_clock clock, struct device_irq irq)
{
    struct rtc *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->epoch = r->offset = epoch;
    r->clock = clock;
    r->irq = irq;
    return r;
}
