/* The prices of calls, measured with the machine's own counters as docs/decisions/0050 defines them. The same
 * source measures under each binding: what differs is what it is linked with. */
#ifndef PROGRAMS_FIGURES_MEASURE_H
#define PROGRAMS_FIGURES_MEASURE_H

#include <stdint.h>

/* What happened in an interval. */
struct counts {
    uint64_t instructions; /* guest instructions in all modes */
    uint64_t cycles;       /* the same as instructions unless the machine models them */
    uint64_t references;   /* of the segment unit: tables, frames, spilled registers */
    uint64_t kernel_entries;
    uint64_t device_requests;
    uint64_t device_bytes; /* that the device wrote into memory */
};

/* The prices under one binding. */
struct prices {
    struct counts null_call;      /* int f(void) */
    struct counts buffer_call;    /* int f(const void *, size_t), 64 bytes */
    struct counts read4k;         /* 4 KiB of a file, from the device: the median of 16 */
    struct counts read4k_copied;  /* the same into memory that no device may hold: the driver copies */
    uint64_t read_kernel_entries; /* over those 16 reads */
};

#define MEASURE_READS 16
#define MEASURE_CALLS 1000

/* One loop each, so that the compiler sees the call itself. */
#define MEASURE_LOOP(name, call)                              \
    static __attribute__((noinline)) struct counts name(void) \
    {                                                         \
        struct counts from = counts_now();                    \
        for (int i = 0; i < MEASURE_CALLS; i++) {             \
            call;                                             \
            __asm__ volatile("" : : : "memory");              \
        }                                                     \
        struct counts to = counts_now();                      \
        return counts_between(&from, &to);                    \
    }

struct counts counts_now(void);
struct counts counts_between(const struct counts *from, const struct counts *to);

/* What one round of such a loop costs: less the empty loop, rounded up, warm. */
struct counts measure_price(struct counts (*loop)(void));

/* Measures all; reads from the file at path, which must be longer than 240 KiB. `keepable`: read4k goes into memory that a
 * device may hold; else both reads are the same. Null, or what went wrong. */
const char *measure(const char *path, int keepable, struct prices *prices);

#endif
