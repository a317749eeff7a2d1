#include "ready.h"

#include "thread.h"

void ready_put(struct ready *r, struct thread *t, bool front)
{
    struct queue *q = &r->queue[t->priority];
    t->state = THREAD_READY;
    (front ? queue_push : queue_put)(q, t);
    r->bits |= 1ull << t->priority;
}

struct thread *ready_take(struct ready *r, int priority)
{
    struct thread *t = queue_take(&r->queue[priority]);
    if (!r->queue[priority].head)
        r->bits &= ~(1ull << priority);
    return t;
}
