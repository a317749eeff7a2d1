/* A bus with one device on it, and what the device said to the outside. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "devices/device.h"

enum { RIG_LINES = 128 };

struct rig {
    uint64_t mtime;
    unsigned replans;
    bool irq[RIG_LINES]; /* by source */
    bool line[2][16];    /* by hart and bit */
    bool sources[2];     /* LINE_SOURCES, by hart */
    char sent[64];
    unsigned sent_count;
};

struct device_irq rig_irq(struct rig *r, unsigned source);
struct device_lines rig_lines(struct rig *r);
struct device_clock rig_clock(struct rig *r);

/* Accesses that must be accepted. */
uint64_t rig_load(const struct device_ops *ops, void *device, uint64_t offset, unsigned size);
void rig_store(const struct device_ops *ops, void *device, uint64_t offset, unsigned size, uint64_t value);

int run_plic(void);
int run_clint(void);
int run_uart(void);
int run_rtc(void);
int run_blk(void);
int run_hostile(void);
int run_large(void);
