/* Goldfish RTC (google,goldfish-rtc): wall-clock nanoseconds with one alarm.
 * The clock starts at a given epoch and follows mtime, never the host. */
#pragma once
#include "devices/device.h"

struct rtc;
/* epoch: nanoseconds since 1970 at mtime 0. */
struct rtc *rtc_new(uint64_t epoch, struct device_clock clock, struct device_irq irq); /* NULL: out of memory */
extern const struct device_ops rtc_ops;
