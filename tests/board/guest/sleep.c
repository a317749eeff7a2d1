/* Waits for what cannot come. */
#include "kit.h"

int guest_main(uint64_t hart, uint64_t fdt)
{
    (void)hart;
    (void)fdt;
    for (;;)
        WFI();
}
