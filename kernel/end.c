/* The end of a program: nothing of it stays that another could reach, and everybody who waited on it is told. */
#include "abi/errors.h"
#include "dma.h"
#include "fault.h"
#include "hw.h"
#include "ipc.h"
#include "irq.h"
#include "loaded.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "sched.h"
#include "segment.h"
#include "table.h"
#include "thread.h"
#include "unwind.h"
#include "vst.h"

/* Threads that call it home end; those of others that are inside it come back to their callers with -PE_KILLED, and so does who is in
 * its own cleanup gate. The descriptor is invalid already, so that unwinding does not stop in the dead program. */
static void clear_threads(struct program *p)
{
    for (unsigned i = 0; i < thread_span; i++) {
        struct thread *t = threads[i];
        if (!t)
            continue;
        if (t->home == p)
            unwind_all(t, STATUS_KILLED);
        if (threads[i] == t && program_of(loaded_s1(t)) == p)
            unwind(t, PE_KILLED, STATUS_KILLED);
    }
}

static bool is_its(const struct object *o, const struct program *p)
{
    if (o->owner == p)
        return true;
    return o->type == OBJ_ENDPOINT && o->endpoint->program == p->selector &&
           o->endpoint->program_generation == gst_generation(p->selector);
}

/* What it made, and endpoints that it serves. */
static void clear_objects(struct program *p)
{
    for (uint32_t s = 1; s < gst_span; s++) {
        struct object *o = &objects[s];
        if (!is_its(o, p))
            continue;
        if (o->type == OBJ_DATA)
            segment_destroy(s);
        else if (o->type == OBJ_ENDPOINT && o->owner)
            endpoint_free(o->endpoint);
        else if (o->type == OBJ_ENDPOINT) /* of the boot image: whoever takes its place serves it */
            endpoint_close(o->endpoint);
    }
}

/* Buffers that it shared with servers: their entries go. */
static void clear_shares(struct program *p)
{
    for (uint32_t i = 1; i < p->vst_count; i++)
        ipc_unshare(&p->vst[i]);
}

/* Its child, or that of one which is still ending: a child's children become its payer's only when it has ended. */
static bool descends(const struct program *q, uint64_t from)
{
    do {
        if (!q->parent)
            return false;
        if ((q->parent | (uint64_t)q->parent_generation << 32) == from)
            return true;
        q = program_payer(q);
    } while (q && q->state == PROGRAM_ENDING);
    return false;
}

void program_end_children(struct program *p, enum program_state most)
{
    uint64_t self = gst_word(p->selector); /* p may go with the last who manages it */
    struct program *q = program_first;
    while (q) {
        if (q->state <= most && descends(q, self)) {
            program_end(q, STATUS_KILLED);
            q = program_first; /* the list has changed */
        } else {
            q = q->next;
        }
    }
}

/* Who paid for it goes on paying for what it paid for in turn, and for the page that stays of it itself. A program of the boot image
 * keeps its place, its quota, and its children: the next instance is to end them. */
static void settle_quota(struct program *p)
{
    uint64_t kept = ZOMBIE_PRICE;

    if (!p->parent)
        return;
    for (struct program *q = program_first; q; q = q->next) {
        if (q->parent != p->selector || q->parent_generation != gst_generation(p->selector))
            continue;
        q->parent = p->parent;
        q->parent_generation = p->parent_generation;
        kept += q->quota;
    }
    memory_unreserve(program_payer(p), p->quota - kept);
    p->quota = ZOMBIE_PRICE;
}

/* Nobody runs in its name any more. */
static void finish(struct program *p)
{
    memory_give(p, hw_pa(p->vst), pages_of((uint64_t)p->vst_count * XS_VSTE_SIZE));
    table_free(p, p->root, true);
    p->vst = 0;
    p->vst_count = 0;
    p->root = 0;
    settle_quota(p);
    while (p->waiters.head)
        sched_wake(p->waiters.head, (int64_t)p->status);
    p->state = PROGRAM_ENDED;
}

/* Other harts stand still until it is done: whoever is inside the program has his state where it can be edited. */
static void revoke(struct program *p)
{
    harts_stop();
    p->clearing = true;
    clear_threads(p);
    p->clearing = false;
    irq_release(p);
    dma_release(p);
    clear_shares(p);
    clear_objects(p);
    program_end_children(p, PROGRAM_BUILDING); /* they would never end by themselves */
    if (p->threads == 0)
        finish(p);
}

void program_without_threads(struct program *p)
{
    if (p->clearing)
        return;
    finish(p);
    program_reap();
}

/* One end may bring about another (a thread that was inside was its program's last), and that the next: they are taken one
 * after the other, for a chain of programs may be longer than the kernel's stack is deep. */
void program_end(struct program *p, uint64_t status)
{
    static struct program *first, **last = &first;
    static bool busy;

    if (p->state >= PROGRAM_ENDING)
        return;
    p->state = PROGRAM_ENDING;
    p->status = status;
    gst_disable(p->selector); /* nobody calls, runs or returns into it from here on */
    p->next_ending = 0;
    *last = p;
    last = &p->next_ending;
    if (busy)
        return;
    busy = true;
    do {
        for (; first; first = first->next_ending)
            revoke(first);
        last = &first;
        program_reap();
    } while (first);
    busy = false;
}
