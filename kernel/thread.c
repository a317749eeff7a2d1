#include "thread.h"

#include "abi/errors.h"
#include "flag.h"
#include "frame.h"
#include "hw.h"
#include "ipc.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "sched.h"
#include "sleep.h"
#include "table.h"
#include "text.h"

struct thread *threads[THREADS_MAX];
static uint32_t used[THREADS_MAX]; /* how many threads each slot has had */
uint32_t thread_span = 1;
static uint32_t next_try;

_Static_assert(sizeof(struct thread) <= PAGE_SIZE, "a thread fits its page");

struct thread *thread_find(uint64_t tid)
{
    struct thread *t = threads[tid % THREADS_MAX];
    return t && t->tid == tid ? t : 0;
}

/* Slot 0 stays empty, so that no thread has id 0. Round robin; a slot whose ids are used up is never taken again, for
 * an id names one thread for ever. */
static uint32_t free_slot(void)
{
    for (uint32_t n = 0; n < thread_span; n++) {
        uint32_t s = (next_try + n) % thread_span;
        if (s && !threads[s] && used[s] <= UINT32_MAX / THREADS_MAX)
            return s;
    }
    return thread_span < THREADS_MAX ? thread_span : 0;
}

static void take_slot(uint32_t slot, struct thread *t)
{
    used[slot]++;
    threads[slot] = t;
    next_try = slot + 1;
    if (slot == thread_span)
        thread_span++;
}

/* Thread segment: selector, table, all pages now (rule 11). */
static int make_stack(struct thread *t)
{
    t->selector = gst_alloc(OBJ_THREAD, t->home, t->name);
    if (!t->selector)
        return -PE_NOSPC;
    int error = table_new(t->home, &t->root);
    if (error < 0)
        return error;
    error = table_commit(t->home, t->root, 0, t->stack, 3);
    if (error < 0)
        return error;
    objects[t->selector].thread = t;
    objects[t->selector].pages = pages_of(t->stack);
    struct xs_desc d = {0};
    xs_desc_set_kind(&d, XS_KIND_THREAD);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_root(&d, t->root >> PAGE_SHIFT);
    xs_desc_set_limit(&d, t->stack);
    xs_desc_set_vst(&d, hw_pa(t->vst));
    xs_desc_set_vst_count(&d, THREAD_VST);
    gst_write(t->selector, &d);
    return 0;
}

/* Linkage stack with its fixed bottom frame, so that W always has slots. */
static int make_linkage(struct thread *t, uint64_t frames)
{
    uint64_t bytes = (frames + 1) * XS_FRAME_SIZE;
    t->linkage_pages = pages_of(bytes);
    int error = memory_take(t->home, t->linkage_pages, &t->bottom);
    if (error < 0) {
        t->bottom = 0;
        return error;
    }
    struct xs_frame *bottom = hw_ptr(t->bottom);
    xs_frame_set_kind(bottom, XS_FRAME_BOTTOM);
    xs_frame_set_thread(bottom, t->tid);
    t->ctx.lsp = t->bottom;
    t->ctx.lslim = t->bottom + bytes;
    return 0;
}

static void set_start(struct thread *t, uint64_t entry, uint64_t arg)
{
    struct context *c = &t->ctx;
    uint64_t offset = entry & ((1ull << XS_OFFSET_BITS) - 1);

    c->pc = (uint64_t)XS_SG_CODE << XS_OFFSET_BITS | offset;
    *context_x(c, REG_SP) = (uint64_t)XS_SG_THREAD << XS_OFFSET_BITS | t->stack;
    *context_x(c, REG_A0) = arg;
    c->v = XS_MASK_T;
    c->lw = c->s2limit = t->stack;
    c->fpe = t->home->fp;
    c->s1 = gst_word(t->home->selector);
    c->s2 = gst_word(t->selector);
    c->tid = t->tid;
    c->dl = XS_NO_DEADLINE;
}

static void free_parts(struct thread *t)
{
    if (t->selector)
        gst_release(t->selector);
    if (t->root)
        table_free(t->home, t->root, true);
    if (t->bottom)
        memory_give(t->home, t->bottom, t->linkage_pages);
    memory_give(t->home, hw_pa(t), 1);
}

int64_t thread_new(struct program *home, uint64_t entry, uint64_t arg, uint64_t stack, uint64_t frames,
                   unsigned priority, const char *name)
{
    uint64_t pa;
    uint32_t slot = free_slot();

    if (stack == 0 || stack > STACK_MAX || frames == 0 || frames > FRAMES_MAX || priority >= PRIORITIES)
        return -PE_INVAL;
    if (!slot)
        return -PE_NOSPC;
    int error = memory_take(home, 1, &pa);
    if (error < 0)
        return error;
    struct thread *t = hw_ptr(pa);
    t->home = home;
    t->priority = (uint8_t)priority;
    t->stack = page_up(stack);
    t->tid = slot + used[slot] * THREADS_MAX;
    t->home_vst = home->vst;
    t->home_count = home->vst_count;
    t->home_s1 = gst_word(home->selector);
    t->wake_at = UINT64_MAX;
    text_copy(t->name, name, NAME_SIZE);
    if ((error = make_stack(t)) < 0 || (error = make_linkage(t, frames)) < 0) {
        free_parts(t);
        return error;
    }
    set_start(t, entry, arg);
    take_slot(slot, t);
    home->threads++;
    sched_ready(t);
    return t->tid;
}

void thread_cancel(struct thread *t)
{
    queue_remove(t);
    sleep_over(t);
    if (t->flags)
        flag_leave(t);
    ipc_leave(t);
}

void thread_end(struct thread *t, uint64_t status)
{
    struct program *home = t->home;

    thread_cancel(t);
    ipc_abandon(t, PE_KILLED);
    t->state = THREAD_DEAD;
    threads[t->tid % THREADS_MAX] = 0;
    hart_forget(t);
    free_parts(t);
    home->threads--;
    if (home->threads == 0 && home->state == PROGRAM_ENDING)
        program_without_threads(home);
    if (home->threads == 0 && home->state == PROGRAM_LIVE) {
        /* A service outlives a thread that only set it up. */
        if (home->serves && status == 0)
            program_reap();
        else
            program_end(home, status);
    }
}

uint32_t thread_depth(const struct thread *t)
{
    return (uint32_t)((frame_newest(t) - t->bottom) / XS_FRAME_SIZE);
}
