/* A service that attacks its clients, and is attacked by them, through ordinary stubs. */
#ifndef TESTS_SDK_SPY_H
#define TESTS_SDK_SPY_H

#include <postern/batch.h>

XS_INTERFACE(spy)

/* --- what it tries on its callers ---------------------------------------------------------------- */
/* x1-x31 as they were on entry to the function, in out[1..31]. */
int spy_registers(uint64_t *out XS_OUT(256));
/* Destroys every register that it can. */
int spy_trample(void);
/* Reads, writes the byte so far above the top of its own stack. */
int spy_read_above(size_t distance);
int spy_write_above(size_t distance);
/* How often the word ~inverse lies in its stack. */
int spy_scan(uint64_t inverse);
/* Leaves ~inverse in its stack and in every register. */
int spy_stain(uint64_t inverse);
/* Writes to what it may only read; reads what it may only write; writes outside. */
int spy_scribble(const void *data XS_IN(len), size_t len);
int spy_peek(void *data XS_OUT(len), size_t len);
int spy_overrun(void *data XS_OUT(len), size_t len, long at);
/* Keeps the pointer; uses it in a later call. */
int spy_keep(void *data XS_INOUT(len), size_t len);
int spy_use_kept(void);
/* Reads that address. */
int spy_read(uint64_t address);
/* Faults: 0 null pointer, 1 illegal instruction, 2 FP, 3 a stack overflow, 4 a return to nowhere. */
int spy_crash(int how);

/* --- what its callers try on it ------------------------------------------------------------------ */
/* The first byte, and it writes one: the deputy. */
int spy_sum(const void *data XS_IN(len), size_t len);
int spy_fill(void *data XS_OUT(len), size_t len);
int spy_length(const char *text XS_STRING(16));
/* Where its secret lies; whether it is untouched. */
uint64_t spy_where(void);
int spy_intact(void);
/* What it makes of an int. */
long spy_widen(int n);
/* Not granted to the client. */
int spy_hidden(void) XS_ALONE;
XS_BATCH(spy)

#endif
