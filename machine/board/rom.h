/* A few hundred read-only bytes on the bus: the reset vector. */
#pragma once
#include "devices/device.h"

enum { ROM_BASE = 0x1000, ROM_SIZE = 4096 };

struct rom {
    uint8_t bytes[ROM_SIZE];
};

struct rom *rom_new(void); /* zeros; NULL: out of memory */
extern const struct device_ops rom_ops;
