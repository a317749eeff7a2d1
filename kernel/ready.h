/* Threads that are ready to run: 64 priorities, first come first served within one. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "limits.h"
#include "queue.h"

struct thread;

struct ready {
    uint64_t bits; /* bit p: queue[p] may hold somebody; fastpath.S */
    struct queue queue[PRIORITIES];
};

void ready_put(struct ready *r, struct thread *t, bool front);
/* The highest priority at which somebody is ready; -1: nobody. Corrects `bits`: queue_remove elsewhere (kills) leaves them. */
static inline int ready_top(struct ready *r)
{
    while (r->bits) {
        int top = 63 - __builtin_clzll(r->bits);
        if (r->queue[top].head)
            return top;
        r->bits &= ~(1ull << top);
    }
    return -1;
}
/* The first of that priority. */
struct thread *ready_take(struct ready *r, int priority);
