#include "queue.h"

#include "thread.h"

static void link_between(struct queue *q, struct thread *before, struct thread *t, struct thread *after)
{
    t->queue = q;
    t->prev = before;
    t->next = after;
    *(before ? &before->next : &q->head) = t;
    *(after ? &after->prev : &q->tail) = t;
}

void queue_put(struct queue *q, struct thread *t)
{
    link_between(q, q->tail, t, 0);
}

void queue_push(struct queue *q, struct thread *t)
{
    link_between(q, 0, t, q->head);
}

void queue_insert(struct queue *q, struct thread *t)
{
    struct thread *after = q->head;
    while (after && after->priority >= t->priority)
        after = after->next;
    link_between(q, after ? after->prev : q->tail, t, after);
}

struct thread *queue_take(struct queue *q)
{
    struct thread *t = q->head;
    if (t)
        queue_remove(t);
    return t;
}

void queue_remove(struct thread *t)
{
    struct queue *q = t->queue;
    if (!q)
        return;
    *(t->prev ? &t->prev->next : &q->head) = t->next;
    *(t->next ? &t->next->prev : &q->tail) = t->prev;
    t->next = t->prev = 0;
    t->queue = 0;
}
