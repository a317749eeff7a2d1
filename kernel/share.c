/* Buffers that an IPC client shares with the server: one entry in the server's VST per endpoint entry of the client. */
#include "abi/errors.h"
#include "abi/syscalls.h"
#include "ipc.h"
#include "object.h"
#include "program.h"
#include "vst.h"

static struct program *server_of(const struct endpoint *e)
{
    struct object *o = gst_find(e->program, e->program_generation);
    return o && o->type == OBJ_PROGRAM && o->program->state == PROGRAM_LIVE ? o->program : 0;
}

void ipc_unshare(struct xs_vste *entry)
{
    struct object *o =
        xs_vste_valid(entry) ? gst_find((uint32_t)xs_vste_selector(entry), (uint32_t)xs_vste_generation(entry)) : 0;
    if (!o || o->type != OBJ_ENDPOINT || !vst_share(entry))
        return;
    uint64_t index = vst_share(entry);
    uint32_t segment = vst_share_selector(entry);
    struct program *server = server_of(o->endpoint);

    entry->w[1] &= 0xff;
    objects[segment].shares--;
    if (!server || index >= server->vst_count)
        return;
    const struct xs_vste *theirs = &server->vst[index];
    if (xs_vste_valid(theirs) &&
        xs_vste_selector(theirs) == segment) /* not if the server has put something else there */
        vst_clear(&(struct vst){server->selector, server->vst_count, server->vst}, index);
}

void ipc_forget(uint32_t segment)
{
    for (struct program *p = program_first; p && objects[segment].shares; p = p->next)
        for (uint32_t i = 1; i < p->vst_count; i++)
            if (vst_share_selector(&p->vst[i]) == segment)
                ipc_unshare(&p->vst[i]);
}

/* In the table of the new instance the buffer lies elsewhere. Where there is no room, it is shared no more. */
static void share_again(struct xs_vste *entry, struct program *p)
{
    uint32_t segment = vst_share_selector(entry);
    struct xs_vste new = vst_entry(segment, SYS_PERM_R | SYS_PERM_W, 0, 0);
    int64_t index = vst_put(&(struct vst){p->selector, p->vst_count, p->vst}, 0, &new);

    entry->w[1] &= 0xff;
    if (index > 0)
        entry->w[1] |= (uint64_t)index << VST_SHARE_SHIFT | (uint64_t)segment << 24;
    else
        objects[segment].shares--;
}

void ipc_share_again(struct program *p)
{
    for (struct program *q = program_first; q; q = q->next)
        for (uint32_t i = 1; i < q->vst_count; i++) {
            struct xs_vste *e = &q->vst[i];
            if (!xs_vste_valid(e))
                continue;
            const struct object *o = gst_find((uint32_t)xs_vste_selector(e), (uint32_t)xs_vste_generation(e));
            if (o && o->type == OBJ_ENDPOINT && vst_share(e) && server_of(o->endpoint) == p)
                share_again(e, p);
        }
}

int64_t ipc_share(struct xs_vste *entry, struct endpoint *e, uint32_t segment, unsigned perms)
{
    struct program *server = server_of(e);
    if (!server)
        return -PE_NOENT;
    ipc_unshare(entry);
    struct xs_vste new = vst_entry(segment, perms, 0, 0);
    int64_t index = vst_put(&(struct vst){server->selector, server->vst_count, server->vst}, 0, &new);
    if (index > 0) {
        entry->w[1] |= (uint64_t)index << VST_SHARE_SHIFT | (uint64_t)segment << 24;
        objects[segment].shares++;
    }
    return index;
}
