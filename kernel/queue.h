/* A queue of threads, linked through the threads themselves; a thread is in at most one. */
#pragma once

struct thread;
struct queue {
    struct thread *head, *tail;
};

void queue_put(struct queue *q, struct thread *t);    /* at the end */
void queue_push(struct queue *q, struct thread *t);   /* at the front */
void queue_insert(struct queue *q, struct thread *t); /* before the first of lower priority */
struct thread *queue_take(struct queue *q);           /* NULL: empty */
void queue_remove(struct thread *t);                  /* from the queue it is in, if any */
