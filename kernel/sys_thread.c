/* System calls about threads and time. */
#include "fault.h"
#include "frame.h"
#include "hw.h"
#include "panic.h"
#include "program.h"
#include "sched.h"
#include "syscall.h"
#include "thread.h"
#include "unwind.h"
#include "wait.h"

/* A service has no say over its client's thread: there, exit is a fault like another. */
int64_t sys_exit(struct call *c)
{
    struct thread *t = c->thread;
    if (thread_depth(t) > 0) {
        if (fault_tell)
            say("fault: service `%s` tried to end the thread %u of `%s`\n", c->program->name, t->tid, t->home->name);
        unwind(t, PE_CALLEE, STATUS_KILLED);
        return NO_RESULT;
    }
    thread_end(t, c->a[0] & 0xff);
    return NO_RESULT;
}

int64_t sys_yield(struct call *c)
{
    sched_yield(c->thread);
    return 0;
}

int64_t sys_sleep(struct call *c)
{
    if (c->a[0] == 0)
        return sys_yield(c);
    sched_block(c->thread, THREAD_SLEEPING, 0, call_until(c->a[0]));
    return NO_RESULT;
}

int64_t sys_wait(struct call *c)
{
    uint32_t value, selector;

    if (c->a[0] % sizeof value)
        return -PE_INVAL;
    int error = call_in(&value, c->a[0], sizeof value);
    if (error < 0)
        return error;
    if (value != (uint32_t)c->a[1])
        return -PE_AGAIN;
    uint64_t word = wait_resolve(c->a[0], &selector);
    if (!word)
        return -PE_FAULT;
    wait_on(c->thread, word, selector, call_until(c->a[2]));
    return NO_RESULT;
}

int64_t sys_wake(struct call *c)
{
    uint32_t selector;
    if (c->a[0] % 4)
        return -PE_INVAL;
    if (!hw_check(c->a[0], 4, XS_PERM_R))
        return -PE_FAULT;
    uint64_t word = wait_resolve(c->a[0], &selector);
    return word ? (int64_t)wait_wake(word, c->a[1]) : -PE_FAULT;
}

int64_t sys_thread_create(struct call *c)
{
    struct program *p;
    int error = call_program(c, c->a[0], &p);

    if (error < 0)
        return error;
    if (p->state != PROGRAM_LIVE)
        return p->state == PROGRAM_BUILDING ? -PE_INVAL : -PE_KILLED;
    if (c->a[4] > c->thread->priority)
        return -PE_PERM;
    uint64_t stack = c->a[3] & UINT32_MAX, frames = c->a[3] >> 32;
    return thread_new(p, c->a[1], c->a[2], stack, frames ? frames : FRAMES_DEFAULT, (unsigned)c->a[4], p->name);
}

/* Is `p` a program that the caller manages (or is)? */
static bool manages(const struct call *c, const struct program *p)
{
    struct vst v = program_vst(c->program);
    for (uint32_t i = 1; p != c->program && i < v.count; i++) {
        struct xs_vste *e;
        struct object *o;
        if (vst_find(&v, i, &e, &o) == 0 && o->type == OBJ_PROGRAM && o->program == p && xs_vste_manage(e))
            return true;
    }
    return p == c->program;
}

int64_t sys_thread_kill(struct call *c)
{
    struct thread *t = thread_find(c->a[0]);
    if (!t)
        return -PE_NOENT;
    if (!manages(c, t->home))
        return -PE_PERM;
    unwind_all(t, STATUS_KILLED);
    return 0;
}

int64_t sys_thread_bind(struct call *c)
{
    struct thread *t = c->a[0] ? thread_find(c->a[0]) : c->thread;
    bool any = c->a[1] == UINT64_MAX;

    if (!t)
        return -PE_NOENT;
    if (t != c->thread && !manages(c, t->home))
        return -PE_PERM;
    if (!any && (c->a[1] >= hart_count || !harts[c->a[1]].started))
        return -PE_RANGE;
    hart_bind(t, any ? 0 : (unsigned)c->a[1] + 1);
    return hart_count;
}

int64_t sys_harts(struct call *c)
{
    (void)c;
    return hart_count;
}

/* Anybody may ask about any thread. Where it cannot be looked at now the answer is that the call may be active. */
int64_t sys_frame_alive(struct call *c)
{
    struct thread *t = thread_find(c->a[0]);
    if (!t || c->a[1] > UINT32_MAX)
        return 0;
    if (t != c->thread && !hart_ask(t))
        return 1;
    return frame_active(t, (uint32_t)c->a[1]);
}

int64_t sys_thread_self(struct call *c)
{
    return c->thread->tid;
}
