/* System calls of IPC and interrupts. */
#include "binding.h"
#include "ipc.h"
#include "irq.h"
#include "program.h"
#include "segment.h"
#include "syscall.h"

int64_t sys_ep_create(struct call *c)
{
    int64_t s = endpoint_new(c->program, c->program->name);
    if (s < 0)
        return s;
    struct xs_vste e = vst_entry((uint32_t)s, SYS_PERM_R | SYS_PERM_W | SYS_PERM_MANAGE, 0, 0);
    int64_t index = call_put(c, &e);
    if (index < 0)
        endpoint_free(objects[s].endpoint);
    return index;
}

/* An endpoint that the caller's entry a0 names, with these rights. */
static int find_endpoint(const struct call *c, unsigned perms, struct xs_vste **entry, struct endpoint **e)
{
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_ENDPOINT, perms, entry, &o);
    if (error < 0)
        return error;
    *e = o->endpoint;
    return endpoint_closed(*e) ? -PE_REVOKED : 0;
}

int64_t sys_ipc_call(struct call *c)
{
    struct xs_vste *entry;
    struct endpoint *e;
    int error = find_endpoint(c, SYS_PERM_W, &entry, &e);
    if (error < 0)
        return error;
    ipc_call(c->thread, e, entry);
    return NO_RESULT;
}

int64_t sys_ipc_reply_wait(struct call *c)
{
    struct endpoint *e;
    int error = find_endpoint(c, SYS_PERM_R, 0, &e);
    if (error < 0)
        return error;
    ipc_reply_wait(c->thread, e);
    return NO_RESULT;
}

int64_t sys_ipc_share(struct call *c)
{
    struct xs_vste *entry;
    struct endpoint *endpoint;
    struct object *segment;
    int error = find_endpoint(c, SYS_PERM_W, &entry, &endpoint);

    if (error < 0)
        return error;
    if (c->a[1] == 0) {
        ipc_unshare(entry);
        return 0;
    }
    /* Less would make the server fault on what its stub takes for a buffer. */
    error = call_find(c, c->a[1], OBJ_DATA, SYS_PERM_R | SYS_PERM_W, 0, &segment);
    if (error < 0)
        return error;
    return ipc_share(entry, endpoint, (uint32_t)(segment - objects), SYS_PERM_R | SYS_PERM_W);
}

int64_t sys_irq_wait(struct call *c)
{
    int error = irq_wait(c->thread, c->program, c->a[0]);
    return error < 0 ? error : NO_RESULT;
}

int64_t sys_irq_bind(struct call *c)
{
    struct binding_terms terms = {.selector = c->program->selector,
                                  .gate = c->a[1],
                                  .level = c->a[2],
                                  .budget = c->a[3],
                                  .period = c->a[4],
                                  .badge = c->a[5]};
    return irq_bind(c->program, c->a[0], &terms);
}

int64_t sys_irq_unbind(struct call *c)
{
    return irq_unbind(c->program, c->a[0]);
}
