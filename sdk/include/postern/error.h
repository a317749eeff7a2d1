/* Error codes and their texts (abi/errors.yaml). */
#ifndef POSTERN_ERROR_H
#define POSTERN_ERROR_H

#include "abi/errors.h"

/* The text of an error: takes PE_FAULT or -PE_FAULT. Never null; static memory. */
const char *postern_error_text(long error);

#endif
