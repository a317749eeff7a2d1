/* The groups of test-segment; each runs its tests and answers how many failed. */
#pragma once
int run_reach(void);
int run_authority(void);
int run_call(void);
int run_return(void);
int run_interrupts(void);
int run_devices(void);
int run_reasons_of_calls(
    void); /* it, run_interrupts and run_devices before run_reasons, which checks that none is missing */
int run_reasons(void);
int run_walk(void);
int run_state(void);
int run_counts(void);
int run_garbage(void);
