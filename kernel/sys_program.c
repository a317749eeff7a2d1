/* System calls that build, end and await programs. */
#include "hw.h"
#include "image.h"
#include "memory.h"
#include "program.h"
#include "sched.h"
#include "syscall.h"
#include "text.h"
#include "thread.h"

int64_t sys_code_create(struct call *c)
{
    char name[NAME_SIZE] = {0};

    if (!(c->program->rights & SYS_RIGHT_SPAWN))
        return -PE_PERM;
    if (c->a[1] == 0 || c->a[1] >= NAME_SIZE)
        return c->a[1] ? -PE_NAMETOOLONG : -PE_INVAL;
    if (call_in(name, c->a[0], c->a[1]) < 0)
        return -PE_FAULT;
    if (c->a[2] > RAM_MAX || c->a[3] > VST_MAX)
        return -PE_INVAL;
    text_clean(name, sizeof name);
    int64_t s = program_new(c->program, name, pages_of(c->a[2]), (uint32_t)c->a[3]);
    if (s < 0)
        return s;
    struct xs_vste e = vst_entry((uint32_t)s, SYS_PERM_MANAGE, UINT64_MAX, 0);
    int64_t index = call_put(c, &e);
    if (index < 0)
        program_end(objects[s].program, STATUS_KILLED);
    return index;
}

/* The program behind `sel`, still being built. */
static int unsealed(struct call *c, struct program **p)
{
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_PROGRAM, SYS_PERM_MANAGE, 0, &o);
    if (error < 0)
        return error;
    *p = o->program;
    return (*p)->state == PROGRAM_BUILDING ? 0 : -PE_BUSY;
}

int64_t sys_code_write(struct call *c)
{
    struct program *p;
    uint64_t offset = c->a[1], from = c->a[2], len = c->a[3];
    unsigned prot = (unsigned)c->a[4];
    char buffer[512];
    int error = unsealed(c, &p);

    if (error < 0)
        return error;
    if (c->a[4] > 7)
        return -PE_INVAL;
    if (from && len && !hw_check(from, len, XS_PERM_R))
        return -PE_FAULT;
    error = program_commit(p, offset, len, prot);
    if (error < 0 || !from)
        return error; /* fresh pages are zero, and nobody wrote beyond what was loaded */
    for (uint64_t done = 0; error == 0 && done < len;) {
        uint64_t n = len - done < sizeof buffer ? len - done : sizeof buffer;
        if (call_in(buffer, from + done, n) < 0)
            return -PE_FAULT;
        error = program_write(p, offset + done, buffer, n, prot);
        done += n;
    }
    return error;
}

int64_t sys_code_seal(struct call *c)
{
    struct program *p;
    struct xs_gate gates[XS_GATES_MAX];
    int error = unsealed(c, &p);

    if (error < 0)
        return error;
    if (c->a[2] > XS_GATES_MAX)
        return -PE_INVAL;
    if (call_in(gates, c->a[1], c->a[2] * sizeof *gates) < 0)
        return -PE_FAULT;
    return program_seal(p, gates, (uint32_t)c->a[2]);
}

/* SYS_ARGUMENT's numbers, and two more: FP registers and rights. */
static int set_one(const struct program *by, struct program *p, uint64_t index, uint64_t value)
{
    switch (index) {
    case 0:
        if (value % PAGE_SIZE || value < p->image_end || value > CODE_LIMIT)
            return -PE_INVAL;
        p->image_end = p->heap_end = value;
        return 0;
    case 2: p->tls_offset = value; return 0;
    case 3: p->tls_filesz = value; return 0;
    case 4: p->tls_memsz = value; return 0;
    case 5: p->fp = value & 1; return value > 1 ? -PE_INVAL : 0;
    case 6:
        if (value & ~by->rights)
            return -PE_PERM;
        p->rights = value;
        return 0;
    default: return -PE_INVAL; /* 1, the stack size, is thread_create's */
    }
}

int64_t sys_code_set(struct call *c)
{
    struct program *p;
    int error = unsealed(c, &p);
    return error < 0 ? error : set_one(c->program, p, c->a[1], c->a[2]);
}

int64_t sys_argument(struct call *c)
{
    const struct program *p = c->program;
    switch (c->a[0]) {
    case 0: return (int64_t)p->image_end;
    case 1: return (int64_t)c->thread->stack;
    case 2: return (int64_t)p->tls_offset;
    case 3: return (int64_t)p->tls_filesz;
    case 4: return (int64_t)p->tls_memsz;
    default: return -PE_INVAL;
    }
}

int64_t sys_prog_kill(struct call *c)
{
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_PROGRAM, SYS_PERM_MANAGE, 0, &o);
    if (error < 0)
        return error;
    program_end(o->program, STATUS_KILLED);
    return 0;
}

int64_t sys_prog_restart(struct call *c)
{
    struct program *p;
    int error = call_program(c, c->a[0], &p);
    return error < 0 ? error : image_restart(p);
}

int64_t sys_prog_wait(struct call *c)
{
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_PROGRAM, SYS_PERM_MANAGE, 0, &o);
    if (error < 0)
        return error;
    if (o->program->state == PROGRAM_ENDED)
        return (int64_t)o->program->status;
    sched_block(c->thread, THREAD_WAITING, &o->program->waiters, call_until(c->a[1]));
    return NO_RESULT;
}
