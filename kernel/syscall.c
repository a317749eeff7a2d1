#include "syscall.h"

#include "deadline.h"
#include "fault.h"
#include "hw.h"
#include "panic.h"
#include "program.h"
#include "sched.h"
#include "segment.h"
#include "thread.h"

static int64_t (*const table[])(struct call *) = {
#define X(name, number, args) [number] = sys_##name,
    SYS_CALLS(X)
#undef X
};

void syscall_enter(struct thread *t)
{
    struct call c = {.thread = t, .program = program_of(hw_s1())};
    uint64_t from = hw_instret(), number = *context_x(&t->ctx, REG_A7);

    if (!c.program)
        panic("thread %u runs code that was revoked", t->tid);
    for (unsigned i = 0; i < 6; i++)
        c.a[i] = *context_x(&t->ctx, REG_A0 + i);
    bool known = number < sizeof table / sizeof *table && table[number];
    int64_t result = known ? table[number](&c) : -PE_NOSYS;
    if (hart_self()->current != t) /* it ended: there is no struct any more */
        return;
    if (hw_deadline() != XS_NO_DEADLINE && !t->unwound)
        deadline_charge(t, hw_instret() - from + DEADLINE_TRAP);
    if (result != NO_RESULT && !t->unwound)
        *context_x(&t->ctx, REG_A0) = (uint64_t)result;
    t->unwound = false;
}

void syscall_of_handler(struct thread *t)
{
    struct call c = {.thread = t};
    bool wakes = *context_x(&t->ctx, REG_A7) == SYS_WAKE;

    c.a[0] = *context_x(&t->ctx, REG_A0);
    c.a[1] = *context_x(&t->ctx, REG_A0 + 1);
    t->ctx.pc += 4;
    *context_x(&t->ctx, REG_A0) = (uint64_t)(wakes ? sys_wake(&c) : -PE_PERM);
}

int call_in(void *to, uint64_t from, uint64_t len)
{
    if (len == 0)
        return 0;
    return hw_check(from, len, XS_PERM_R) && hw_copy_in(to, from, len) == 0 ? 0 : -PE_FAULT;
}

int call_out(uint64_t to, const void *from, uint64_t len)
{
    if (len == 0)
        return 0;
    return hw_check(to, len, XS_PERM_W) && hw_copy_out(to, from, len) == 0 ? 0 : -PE_FAULT;
}

struct vst program_vst(const struct program *p)
{
    return (struct vst){p->selector, p->vst_count, p->vst};
}

int call_find(const struct call *c, uint64_t sel, enum object_type type, unsigned perms, struct xs_vste **entry,
              struct object **object)
{
    struct xs_vste *e;
    struct vst v = program_vst(c->program);
    int error = vst_find(&v, sel, &e, object);

    if (error < 0)
        return error;
    if ((*object)->type != type)
        return -PE_INVAL;
    if ((vst_perms(e, *object) & perms) != perms)
        return -PE_PERM;
    if (entry)
        *entry = e;
    return 0;
}

int call_program(const struct call *c, uint64_t sel, struct program **p)
{
    struct object *o;
    if (sel == SEL_SELF) {
        *p = c->program;
        return 0;
    }
    int error = call_find(c, sel, OBJ_PROGRAM, SYS_PERM_MANAGE, 0, &o);
    if (error == 0)
        *p = o->program;
    return error;
}

int64_t call_put(const struct call *c, const struct xs_vste *entry)
{
    struct vst v = program_vst(c->program);
    return vst_put(&v, 0, entry);
}

int64_t call_put_made(const struct call *c, uint32_t selector, unsigned perms)
{
    struct xs_vste e = vst_entry(selector, perms | SYS_PERM_MANAGE, 0, 0);
    int64_t index = call_put(c, &e);
    if (index < 0)
        segment_destroy(selector);
    return index;
}

uint64_t call_until(uint64_t timeout)
{
    uint64_t now = hw_time();
    return timeout == 0 || timeout > UINT64_MAX - 1 - now ? UINT64_MAX : now + timeout;
}
