/* Interrupts in user mode as the hart makes them (manual 17.5 and 17.6), on the unit tests' machine. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Delivers a bound source between two instructions of the current thread. The binding must be deliverable. */
void host_interrupt(unsigned source);
/* sg.ret of the handler that runs. Answers the pc that goes on. */
uint64_t host_handler_return(void);
bool host_deliverable(unsigned source); /* valid, not masked, above the handler that runs */
struct xs_binding *host_binding(unsigned source);
struct xs_ithread *host_ithread(unsigned level);
