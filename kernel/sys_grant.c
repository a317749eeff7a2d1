/* System calls that hand out and take back authority. Nothing is granted that the granter does not hold. */
#include "hw.h"
#include "ipc.h"
#include "program.h"
#include "syscall.h"
#include "thread.h"

/* What the granter holds of the thing that it grants. */
struct holding {
    uint32_t selector;
    unsigned perms;
    uint64_t gates, badge;
};

/* The table that `prog` names: a managed program's, one's own, or that of the calling thread (where it may be used). */
static int find_table(struct call *c, struct vst *v, struct program **p)
{
    if (c->a[0] == SEL_THREAD) {
        struct thread *t = c->thread;
        if (!(hw_v() & XS_MASK_T))
            return -PE_PERM;
        *v = (struct vst){t->selector, THREAD_VST, t->vst};
        *p = c->program;
        return 0;
    }
    int error = call_program(c, c->a[0], p);
    if (error < 0)
        return error;
    *v = program_vst(*p);
    return (*p)->state <= PROGRAM_LIVE ? 0 : -PE_KILLED;
}

static int find_holding(struct call *c, const struct program *p, struct holding *h)
{
    struct xs_vste *e;
    struct object *o;
    struct vst own = program_vst(c->program);

    if (c->a[2] == SEL_SELF) { /* prog itself, by whoever manages it */
        *h = (struct holding){p->selector, SYS_PERM_MANAGE, UINT64_MAX, 0};
        return 0;
    }
    int error = vst_find(&own, c->a[2], &e, &o);
    if (error < 0)
        return error;
    uint64_t gates = o->type == OBJ_PROGRAM ? xs_vste_gate_mask(e) : 0;
    *h = (struct holding){(uint32_t)(o - objects), vst_perms(e, o), gates, xs_vste_badge(e)};
    return 0;
}

int64_t sys_grant(struct call *c)
{
    struct vst v;
    struct program *p;
    struct holding h;
    int error = find_table(c, &v, &p);

    if (error < 0 || (error = find_holding(c, p, &h)) < 0)
        return error;
    if (c->a[3] & ~7ull)
        return -PE_INVAL;
    if (h.badge != 0 && c->a[5] != h.badge)
        return -PE_PERM;
    uint64_t flag = c->a[0] == SEL_THREAD ? 1ull << 15 : 0;
    uint64_t index = c->a[1] & ~flag;
    if (index >= v.count)
        return -PE_RANGE;
    struct program *before = index ? program_named(&v.entry[index]) : 0;
    ipc_unshare(&v.entry[index]);
    struct xs_vste e = vst_entry(h.selector, (unsigned)c->a[3] & h.perms, c->a[4] & h.gates, c->a[5]);
    int64_t put = vst_put(&v, index, &e);
    program_less_named(before);
    return put < 0 ? put : (int64_t)((uint64_t)put | flag);
}

int64_t sys_ungrant(struct call *c)
{
    struct vst v;
    struct program *p;
    int error = find_table(c, &v, &p);

    if (error < 0)
        return error;
    uint64_t index = c->a[0] == SEL_THREAD ? c->a[1] & ~(1ull << 15) : c->a[1];
    if (index == 0 || index >= v.count)
        return -PE_RANGE;
    struct program *before = program_named(&v.entry[index]);
    ipc_unshare(&v.entry[index]);
    vst_clear(&v, index);
    program_less_named(before);
    return 0;
}
