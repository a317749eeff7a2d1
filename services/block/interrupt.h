/* The device's interrupt: a handler that counts. */
#ifndef SERVICES_BLOCK_INTERRUPT_H
#define SERVICES_BLOCK_INTERRUPT_H

#include <stdint.h>

/* Binds the interrupt, on this hart, and has a thread keep it bound. -PE_*: the image granted none. */
long interrupt_bind(void);
int interrupt_bound(void);
uint32_t interrupt_count(void);
/* Waits until the count is not `seen`: `awake` ticks without the kernel, then at most `ticks` in it (0: for ever). */
void interrupt_wait(uint32_t seen, uint64_t awake, uint64_t ticks);

#endif
