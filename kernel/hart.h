/* What the kernel keeps for each hart. hart_self() (hw.h) is that of the hart which asks: tp, while the kernel runs. */
#pragma once
#include <stdint.h>

#include "limits.h"
#include "queue.h"

struct thread;

struct hart {
    uint64_t saved_t0; /* trap entry's scratch */
    struct thread *current, *loaded;
    uint64_t stack; /* top of the kernel stack */
    uint64_t ready;
    uint64_t slice_end; /* when the time slice ends; UINT64_MAX: nobody else could run */
    uint64_t timer;     /* what the timer is set to */
    uint64_t id;
    struct thread *charged; /* whose instructions are being counted, since `charged_from` */
    uint64_t charged_from;
    struct thread *sleepers;
    struct queue ready_queue[PRIORITIES];
} __attribute__((aligned(64)));

extern struct hart harts[HARTS_MAX]; /* by hart id */
