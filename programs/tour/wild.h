/* wild: a service with a bug, for the tour. It stores where it is told to, with pointers that it should not have. */
#ifndef PROGRAMS_TOUR_WILD_H
#define PROGRAMS_TOUR_WILD_H

#include <postern/interface.h>

XS_INTERFACE(wild)

/* Stores one byte at address, whatever that is. Answers 0 where the machine let it. */
int wild_store(uint64_t address, unsigned value);

/* Fills buf, and `beyond` bytes more than it was given. */
int wild_overrun(void *buf XS_OUT(len), size_t len, size_t beyond);

/* Takes a lock, and loops for ever. */
int wild_never(void);

/* How many locks were released after calls that came to no end. */
long wild_cleaned(void);
void wild_tidy(int error, unsigned gate) XS_CLEANUP;

/* Asks block for a sector, to be told by a function of wild's that never ends. Answers 0, or why that was not taken. */
int wild_ask(void);

#endif
