/* Where stdout and stderr go. A program's library defines this with its console; without one, text goes to
 * the kernel's console, where the image granted the right `debug`. Answers bytes written or -PE_*. */
#pragma once
#include <stddef.h>

long postern_output(const void *text, size_t len);
