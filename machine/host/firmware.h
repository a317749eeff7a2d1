/* Where distributions put OpenSBI. */
#pragma once
#include "board/failure.h"

/* Path of the first one that is installed; NULL: none, and why->text says what to do. */
const char *firmware_default(struct failure *why);
