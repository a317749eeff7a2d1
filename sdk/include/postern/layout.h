/* The bits of gates, descriptors and selectors, for services that handle them (the loader); abi/layout.yaml. */
#ifndef POSTERN_LAYOUT_H
#define POSTERN_LAYOUT_H

#include "abi/layout.h"

#endif
