/* test-segment: the segment unit without a machine. */
#include "groups.h"

int main(void)
{
    return run_reach() + run_authority() + run_call() + run_return() + run_reasons() + run_walk() + run_state() +
           run_counts() + run_garbage();
}
