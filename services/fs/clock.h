/* The time that goes on files. There is no clock device in the service's reach: it is the time at which the
 * image was last written, as its superblock says, plus what has passed on the machine since. */
#ifndef SERVICES_FS_CLOCK_H
#define SERVICES_FS_CLOCK_H

#include <stdint.h>

/* Seconds since 1970 that clock_now() counts on from. */
void clock_set(uint64_t seconds);
uint64_t clock_now(void);

/* A number that another instance of the service will not answer, started after this one. */
uint32_t clock_instance(void);

#endif
