/* greet: writes greetings, and remembers how many each client was given. */
#ifndef GREET_H
#define GREET_H

#include <postern/interface.h>

XS_INTERFACE(greet)

#define GREET_NAME 32 /* longest name, bytes with its zero */

/* Writes a greeting for `name` into `text`; answers its length with the final zero. -PE_2BIG: no room. */
long greet_make(const char *name XS_STRING(GREET_NAME), char *text XS_OUT(size), size_t size) XS_LENGTH(size);

/* How many greetings this client was given. */
int greet_count(void);

#endif
