/* What the kernel keeps for each hart, and how harts reach each other. hart_self() (hw.h) is the struct of the hart which
 * asks: tp, while the kernel runs.
 *
 * A hart's struct is its own to write; what others may write, and do so with the lock held, says so. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "limits.h"
#include "ready.h"

struct thread;

struct hart {
    uint64_t saved_t0; /* trap entry's scratch */
    struct thread *current, *loaded;
    uint64_t stack;     /* top of the kernel stack */
    uint64_t slice_end; /* when the time slice ends; UINT64_MAX: nobody else could run */
    uint64_t id;
    uint64_t timer;         /* what the timer is set to */
    struct thread *charged; /* whose instructions are being counted, since `charged_from` */
    struct ready ready;     /* others: threads that run here or nowhere; the one hart of a machine: all */
    uint64_t charged_from;
    struct thread *sleepers;  /* others: whose timeout this hart's timer watches, soonest first */
    struct thread *last_wait; /* others: idle, and looks at the word that this thread waits for; NULL: none */
    uint32_t asked;           /* others: the hart that has the lock waits for the state of this one's current thread */
    uint16_t ticket;          /* `waiting`: for the lock, with this ticket */
    bool waiting;
    bool lent; /* the hart that has the lock stands still for this one: lock.h */
    bool started, idle;
    bool expired; /* the slice ended while a handler ran */
    bool turn;    /* whose turn it is when both places have somebody equally urgent */
    bool poked;   /* others: it will choose anew without being told again */
} __attribute__((aligned(64)));

extern struct hart harts[HARTS_MAX]; /* by hart id */
extern unsigned hart_count;          /* how many have started: ids 0 to hart_count - 1 */

/* Starts all harts of the machine but this one, if there are more. They come to hart_enter. false: no memory for stacks. */
bool harts_start(uint64_t count);
/* A hart that was just started. Answers the thread to run there. */
struct thread *hart_enter(void);

/* With the lock held: takes the thread that h, another hart, runs, if any, off it. Its state is then in its context, and it is
 * ready. */
void hart_stop(struct hart *h);
void hart_stop_thread(struct thread *t);          /* the hart that runs it, if another does */
void harts_stop(void);                            /* all others */
void hart_bind(struct thread *t, unsigned bound); /* from now on; as in struct thread */
void hart_forget(const struct thread *t);         /* it ends: no hart remembers it */
/* For who only wants to look: the same, but at most once in ASK_TICKS. false: it runs on, and its context is of earlier. */
bool hart_ask(struct thread *t);
/* Within the wait for the lock: another hart asked for the thread that runs here. */
void hart_answer(void);
/* Threads are ready that other harts would run at once: those are told to choose anew. */
void harts_tell(void);
void hart_heed(void); /* this one is about to choose: whatever it was told is done with */
