/* Threads: context, thread segment (stack), linkage stack, what they wait for.
 *
 * Invariants: a thread that is not RUNNING, REPLY or SLEEPING, nor WAITING for a flag, is in exactly one queue. Only the thread in
 * a hart's `current` is RUNNING. client->server == t exactly when t->client == client. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "context.h"
#include "hart_offsets.h"
#include "limits.h"
#include "queue.h"

struct program;
struct endpoint;

/* A kernel pop, which cleanup gates interrupt (unwind.h). */
struct unwinding {
    int error;
    bool doomed;               /* no caller is come back to: the thread ends */
    uint64_t status;           /* with this one */
    uint32_t cleaned;          /* serial of the last call whose cleanup gate has run */
    uint64_t lsp, lslim, left; /* while one runs: the thread's own, and xdl; lsp 0: none does */
};
struct flags;
struct hart;

enum thread_state {
    THREAD_RUNNING = STATE_RUNNING,
    THREAD_READY = 1,
    THREAD_SLEEPING = 2,            /* in no queue: only the timeout wakes it */
    THREAD_WAITING = 3,             /* on a word, a program or an interrupt source */
    THREAD_CALLING = 4,             /* in an endpoint's queue of callers */
    THREAD_SERVING = STATE_SERVING, /* in an endpoint's queue of servers */
    THREAD_REPLY = STATE_REPLY,     /* its call was taken; `server` owes the reply */
    THREAD_DEAD = 7,
};

struct thread {
    struct context ctx;
    uint8_t state, priority;
    uint8_t bound; /* the hart that it runs on alone, plus 1; 0: any */
    bool unwound;  /* its context was unwound during its own system call: no result is to be stored */
    struct thread *client, *server;
    struct endpoint *endpoint; /* CALLING, SERVING, REPLY: which one */
    struct queue *queue;
    struct thread *next, *prev; /* in `queue` */
    uint64_t bottom;            /* physical address of the bottom frame */
    struct xs_vste *home_vst;   /* the home program's, for the IPC fast path */
    uint64_t home_count;
    uint64_t home_s1;      /* xs1 while it runs its home program's code */
    uint64_t badge, share; /* CALLING: of the entry it calls through */
    struct program *home;
    uint32_t selector; /* thread segment */
    uint32_t tid;
    uint64_t root, stack; /* page table and size of the thread segment */
    uint64_t linkage_pages;
    uint64_t wake_at;          /* UINT64_MAX: no timeout */
    uint64_t waits_since;      /* with a deadline: when the wait began */
    uint64_t asked_at;         /* when it was last taken off another hart to be looked at; 0: never */
    uint64_t slice_left;       /* of the slice in which it was preempted, for its next; 0: that is a whole one */
    struct hart *sleeps_on;    /* in whose `sleepers` it is; NULL: none */
    struct thread *sleep_next; /* there, soonest first */
    uint64_t word;             /* WAITING: physical address of the word */
    uint32_t word_selector;    /* and the segment that it, or the flag, was reached through */
    uint32_t flag;             /* WAITING for a wake-up flag: which, of */
    struct flags *flags;       /* these; NULL: for none (flag.h) */
    struct unwinding unwinding;
    uint64_t instructions;
    char name[NAME_SIZE];
    struct xs_vste vst[THREAD_VST] __attribute__((aligned(64)));
    struct xs_frame cleanup[2] __attribute__((aligned(64))); /* a linkage stack for cleanup gates */
};

extern struct thread *threads[THREADS_MAX]; /* by slot; NULL: free */
extern uint32_t thread_span;                /* slots from here on were never taken */

/* A new thread of `home`, ready to run at `entry`; charged to home. frames: besides the bottom one.
 * Answers the thread id, or -PE_QUOTA, -PE_NOMEM, -PE_NOSPC (no thread or selector left), -PE_INVAL. */
int64_t thread_new(struct program *home, uint64_t entry, uint64_t arg, uint64_t stack, uint64_t frames,
                   unsigned priority, const char *name);
struct thread *thread_find(uint64_t tid);
/* Ends a thread that no other hart runs (loaded_sync) at once: out of every queue, pages given back. Ends its home program with its last thread. */
void thread_end(struct thread *t, uint64_t status);
/* Takes it out of whatever it waits for; it must then be made ready or ended. */
void thread_cancel(struct thread *t);
uint32_t thread_depth(const struct thread *t); /* far calls active */
