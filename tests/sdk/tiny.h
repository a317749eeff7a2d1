/* The least that a service can do, for counting what a call costs. */
#ifndef TESTS_SDK_TINY_H
#define TESTS_SDK_TINY_H

#include <postern/interface.h>

XS_INTERFACE(tiny)

int tiny_null(void);
int tiny_buffer(const void *data XS_IN(len), size_t len);
int tiny_light(void) XS_TRUSTS_CALLEE XS_TRUSTS_CALLER;

#endif
