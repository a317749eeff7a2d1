/* SiFive core-local interruptor (sifive,clint0): software interrupts, timer compare, mtime. */
#pragma once
#include "devices/device.h"

struct clint;

struct clint *clint_new(unsigned harts, struct device_lines lines, struct device_clock clock); /* NULL: out of memory */
extern const struct device_ops clint_ops;
/* mtime as the guest sees it: the board's clock, moved by what the guest wrote to the register. Monotonic otherwise. */
uint64_t clint_mtime(const struct clint *c);
