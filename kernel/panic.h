/* The kernel's console: formatted text to the boot console, and the end of a kernel that found itself wrong. */
#pragma once
#include <stdarg.h>

/* %s %c %d %u %x with l, %% and zero-padded widths (%08lx). */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A bug of the kernel, never of a user: says so and powers off with a failure. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
