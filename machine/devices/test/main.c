/* test-devices: each device alone, register by register. */
#include "rig.h"

int main(void)
{
    return run_plic() + run_clint() + run_uart() + run_rtc() + run_blk() + run_large() + run_hostile();
}
