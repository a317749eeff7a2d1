/* Test finisher (sifive,test0 and QEMU's sifive,test1): the guest ends or restarts the machine by one store. */
#pragma once
#include "devices/device.h"

enum finisher_verdict { FINISHER_PASS, FINISHER_FAIL, FINISHER_RESET };

struct finisher_sink {
    void *context;
    void (*finish)(void *context, enum finisher_verdict verdict, unsigned code); /* code: 0 for pass and reset */
};

struct finisher;
struct finisher *finisher_new(struct finisher_sink sink); /* NULL: out of memory */
extern const struct device_ops finisher_ops;
