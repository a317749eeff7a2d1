/* Sleeps an hour of its own time, and fails if that took another time than asked for. */
#include "kit.h"

#define HOUR (3600ull * PLAT_TIMEBASE_HZ)

int guest_main(uint64_t hart, uint64_t fdt)
{
    (void)hart;
    (void)fdt;
    uint64_t due = mtime() + HOUR;
    put64(PLAT_CLINT_BASE + 0x4000, due);
    CSR_SET(mie, 1 << 7);
    WFI();
    uint64_t late = mtime() - due;
    return late < 10 ? 0 : 1;
}
