/* Freestanding strings and memory. The compiler calls memcpy and friends by itself. */
#pragma once
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);

/* Copies a name and terminates it, cutting at size - 1 bytes; the rest of `to` is zeroed. */
void text_copy(char *to, const char *from, size_t size);
/* Makes a name from a user safe to print: control bytes become '?'. Terminates within size. */
void text_clean(char *name, size_t size);
