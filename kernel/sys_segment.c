/* System calls about data segments and what names them. */
#include "hw.h"
#include "ipc.h"
#include "memory.h"
#include "program.h"
#include "segment.h"
#include "syscall.h"
#include "thread.h"

int64_t sys_seg_create(struct call *c)
{
    if (c->a[1] != 0)
        return -PE_INVAL;
    int64_t s = segment_new(c->program, c->a[0], c->program->name);
    if (s < 0)
        return s;
    return call_put_made(c, (uint32_t)s, SYS_PERM_R | SYS_PERM_W);
}

int64_t sys_seg_destroy(struct call *c)
{
    struct xs_vste *e;
    struct object *o;
    struct vst v = program_vst(c->program);
    int error = vst_find(&v, c->a[0], &e, &o);

    if (error < 0)
        return error;
    if (o->type != OBJ_DATA && o->type != OBJ_ENDPOINT)
        return -PE_INVAL;
    if (!(vst_perms(e, o) & SYS_PERM_MANAGE))
        return -PE_PERM;
    ipc_unshare(e);
    vst_clear(&v, c->a[0]);
    if (o->type == OBJ_ENDPOINT)
        endpoint_free(o->endpoint);
    else
        segment_destroy((uint32_t)(o - objects));
    return 0;
}

int64_t sys_seg_alias(struct call *c)
{
    struct xs_vste *from;
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_DATA, 0, &from, &o);

    if (error < 0)
        return error;
    if (c->a[2] & ~3ull || c->a[3] > 1)
        return -PE_INVAL;
    unsigned perms = (unsigned)c->a[2] & vst_perms(from, o);
    int64_t s = segment_alias(c->program, (uint32_t)(o - objects), c->a[1], perms, c->a[3]);
    if (s < 0)
        return s;
    return call_put_made(c, (uint32_t)s, perms);
}

int64_t sys_seg_info(struct call *c)
{
    struct xs_vste *e;
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_DATA, 0, &e, &o);

    if (error < 0)
        return error;
    uint32_t s = (uint32_t)(o - objects);
    uint64_t record[2] = {segment_limit(s), vst_perms(e, o) & (segment_perms(s) | SYS_PERM_MANAGE)};
    return call_out(c->a[1], record, sizeof record);
}

int64_t sys_heap_grow(struct call *c)
{
    return program_grow(c->program, c->a[0]);
}
