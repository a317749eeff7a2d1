/* test-segment: the segment unit without a machine. */
#include "groups.h"

int main(void)
{
    static int (*const groups[])(void) = {run_reach,   run_authority,        run_call,    run_return, run_interrupts,
                                          run_devices, run_reasons_of_calls, run_reasons, run_walk,   run_state,
                                          run_counts,  run_garbage};
    int failed = 0;
    for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++)
        failed += groups[i]();
    return failed;
}
