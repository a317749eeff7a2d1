/* The board's windows, interrupts and timebase, for drivers; abi/platform.yaml. */
#ifndef POSTERN_PLATFORM_H
#define POSTERN_PLATFORM_H

#include "abi/platform.h"

#endif
