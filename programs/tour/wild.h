/* wild: a service with a bug, for the tour. It stores where it is told to, with pointers that it should not have. */
#ifndef PROGRAMS_TOUR_WILD_H
#define PROGRAMS_TOUR_WILD_H

#include <postern/interface.h>

XS_INTERFACE(wild)

/* Stores one byte at address, whatever that is. Answers 0 where the machine let it. */
int wild_store(uint64_t address, unsigned value);

/* Fills buf, and `beyond` bytes more than it was given. */
int wild_overrun(void *buf XS_OUT(len), size_t len, size_t beyond);

#endif
