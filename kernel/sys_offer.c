/* Callbacks for later (xseg.md rule 12): a client offers a gate of its own to a service, and the service takes it while it
 * serves that client. So the service knows whose entry it has, the client has agreed, and neither names the other's table.
 *
 * An entry that was taken carries the address of `taken` in `soft`: a program has one for each client at most. */
#include "frame.h"
#include "hw.h"
#include "ipc.h"
#include "program.h"
#include "syscall.h"
#include "thread.h"

/* The IPC fast path takes whatever `soft` is for an endpoint's address, and reads its key before it knows: so this is one,
 * with a key that no entry has. */
static const struct endpoint taken = {.key = ~0ull};

static uint64_t taken_mark(void)
{
    return (uint64_t)(uintptr_t)&taken;
}

int64_t sys_gate_offer(struct call *c)
{
    struct program *p = c->program;
    struct object *service;
    uint64_t gate = c->a[1];

    if (gate == UINT64_MAX) {
        p->offer.to = 0;
        return 0;
    }
    int error = call_find(c, c->a[0], OBJ_PROGRAM, 0, 0, &service);
    if (error < 0)
        return error;
    if (gate >= p->gate_count || !xs_gate_valid(&p->gates[gate]) || xs_gate_kind(&p->gates[gate]) != XS_GATE_CALLBACK)
        return -PE_INVAL;
    p->offer.to = gst_word((uint32_t)(service - objects));
    p->offer.gate = gate;
    p->offer.badge = c->a[2];
    return 0;
}

/* Who called the code that makes the system call; NULL: nobody, or it is gone. */
static struct program *caller_of(const struct thread *t)
{
    const struct xs_frame *f = hw_ptr(frame_newest(t));
    if (xs_frame_kind(f) != XS_FRAME_CALL)
        return 0;
    return program_of(xs_frame_s1_selector(f) | xs_frame_s1_generation(f) << 32);
}

/* The entry that `own` took before for the program with that name; 0: none. */
static uint64_t taken_before(const struct vst *own, uint64_t client)
{
    for (uint64_t i = 1; i < own->count; i++) {
        const struct xs_vste *e = &own->entry[i];
        if (xs_vste_valid(e) && xs_vste_soft(e) == taken_mark() &&
            (xs_vste_selector(e) | xs_vste_generation(e) << 32) == client)
            return i;
    }
    return 0;
}

int64_t sys_gate_take(struct call *c)
{
    struct program *client = caller_of(c->thread);
    struct vst own = program_vst(c->program);

    if (!client || client->offer.to != gst_word(c->program->selector))
        return -PE_NOENT;
    struct xs_vste e = vst_entry(client->selector, 0, 1ull << client->offer.gate, client->offer.badge);
    xs_vste_set_soft(&e, taken_mark());
    int64_t index = vst_put(&own, taken_before(&own, gst_word(client->selector)), &e);
    if (index < 0)
        return index;
    client->offer.to = 0;
    return index | (int64_t)(client->offer.gate << 16);
}
