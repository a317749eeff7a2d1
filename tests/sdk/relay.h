/* A service that calls the keeper, and wants to hear of it when that takes too long. */
#ifndef TESTS_SDK_RELAY_H
#define TESTS_SDK_RELAY_H

#include <postern/interface.h>

XS_INTERFACE(relay)

/* keeper_set(value, how) with that grace; -PE_AGAIN when it timed out. */
long relay_set(long value, int how, uint64_t grace);
/* How often it heard of a timeout. */
long relay_heard(void);

#endif
