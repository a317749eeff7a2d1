/* Calls and returns: Fibonacci numbers the long way. */
#include "kernel.h"

__attribute__((noinline)) static uint64_t fib(unsigned n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

uint64_t kernel(void)
{
    return fib(38);
}
