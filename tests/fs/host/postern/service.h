/* The SDK's header as the host tests see it: who calls is what the test says. */
#ifndef POSTERN_SERVICE_H
#define POSTERN_SERVICE_H

#include <stdint.h>

uint64_t postern_badge(void);

#endif
