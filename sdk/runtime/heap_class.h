/* Size classes. Class c < 8 holds 16 * (c + 1) bytes; above, four classes per power of two. */
#pragma once
#include <stddef.h>

enum { HEAP_CLASSES = 8 + 4 * 36, HEAP_UNIT = 16 };

/* Smallest class whose blocks hold `size` bytes, size <= 2^39. */
static inline unsigned heap_class(size_t size)
{
    size_t units = (size + HEAP_UNIT - 1) / HEAP_UNIT;
    if (units <= 8)
        return units ? (unsigned)units - 1 : 0;
    unsigned top = 63 - (unsigned)__builtin_clzl(units - 1);
    return 8 + (top - 3) * 4 + ((units - 1) >> (top - 2) & 3);
}

static inline size_t heap_class_size(unsigned c)
{
    if (c < 8)
        return (size_t)(c + 1) * HEAP_UNIT;
    unsigned top = (c - 8) / 4 + 3, step = (c - 8) & 3;
    return (size_t)(5 + step) << (top - 2) << 4;
}
