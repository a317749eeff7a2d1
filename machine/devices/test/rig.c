#include "rig.h"

static void set_irq(void *context, unsigned source, bool level)
{
    struct rig *r = context;
    r->irq[source] = level;
}

static void set_line(void *context, unsigned hart, unsigned bit, bool level)
{
    struct rig *r = context;
    *(bit == LINE_SOURCES ? &r->sources[hart] : &r->line[hart][bit]) = level;
}

static uint64_t mtime(void *context)
{
    return ((struct rig *)context)->mtime;
}

static void replan(void *context)
{
    ((struct rig *)context)->replans++;
}

struct device_irq rig_irq(struct rig *r, unsigned source)
{
    return (struct device_irq){r, set_irq, source};
}

struct device_lines rig_lines(struct rig *r)
{
    return (struct device_lines){r, set_line};
}

struct device_clock rig_clock(struct rig *r)
{
    return (struct device_clock){r, mtime, replan};
}

uint64_t rig_load(const struct device_ops *ops, void *device, uint64_t offset, unsigned size)
{
    uint64_t value = 0xdead;
    assert_true(ops->load(device, offset, size, &value));
    return value;
}

void rig_store(const struct device_ops *ops, void *device, uint64_t offset, unsigned size, uint64_t value)
{
    assert_true(ops->store(device, offset, size, value));
}
