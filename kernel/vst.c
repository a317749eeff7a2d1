#include "vst.h"

#include "abi/errors.h"
#include "abi/syscalls.h"
#include "hw.h"
#include "ipc.h"

bool vst_used(const struct xs_vste *e)
{
    return xs_vste_valid(e) && gst_find((uint32_t)xs_vste_selector(e), (uint32_t)xs_vste_generation(e));
}

int vst_find(const struct vst *v, uint64_t index, struct xs_vste **entry, struct object **object)
{
    if (index == 0 || index >= v->count || !xs_vste_valid(&v->entry[index]))
        return -PE_NOENT;
    *entry = &v->entry[index];
    *object = gst_find((uint32_t)xs_vste_selector(*entry), (uint32_t)xs_vste_generation(*entry));
    return *object ? 0 : -PE_REVOKED;
}

/* Entries that were never filled come first: one that names something revoked may be granted anew by who made it. */
static uint64_t free_index(const struct vst *v)
{
    for (uint64_t i = 1; i < v->count; i++)
        if (!xs_vste_valid(&v->entry[i]))
            return i;
    for (uint64_t i = 1; i < v->count; i++)
        if (!vst_used(&v->entry[i]))
            return i;
    return 0;
}

int64_t vst_put(const struct vst *v, uint64_t index, const struct xs_vste *entry)
{
    if (index >= v->count)
        return -PE_RANGE;
    if (index == 0)
        index = free_index(v);
    if (index == 0)
        return -PE_NOSPC;
    struct xs_vste *e = &v->entry[index];
    vst_clear(v, index);
    for (unsigned i = 1; i < 4; i++)
        e->w[i] = entry->w[i];
    *(volatile uint64_t *)&e->w[0] = entry->w[0];
    return (int64_t)index;
}

void vst_clear(const struct vst *v, uint64_t index)
{
    *(volatile uint64_t *)&v->entry[index].w[0] = 0;
    hw_drop_entry(v->owner, index);
}

unsigned vst_perms(const struct xs_vste *e, const struct object *o)
{
    if (o->type == OBJ_ENDPOINT)
        return e->w[1] & 7;
    return (unsigned)(xs_vste_r(e) * SYS_PERM_R | xs_vste_w(e) * SYS_PERM_W | xs_vste_manage(e) * SYS_PERM_MANAGE);
}

struct xs_vste vst_entry(uint32_t selector, unsigned perms, uint64_t gates, uint64_t badge)
{
    struct object *o = &objects[selector];
    struct xs_vste e = {0};

    xs_vste_set_selector(&e, selector);
    xs_vste_set_generation(&e, gst_generation(selector));
    xs_vste_set_valid(&e, 1);
    xs_vste_set_badge(&e, badge);
    if (o->type == OBJ_ENDPOINT) {
        e.w[1] = perms;
        xs_vste_set_soft(&e, (uint64_t)(uintptr_t)o->endpoint);
        return e;
    }
    if (o->type == OBJ_DATA) {
        xs_vste_set_load(&e, 1);
        xs_vste_set_r(&e, perms & SYS_PERM_R);
        xs_vste_set_w(&e, (perms & SYS_PERM_W) != 0);
    } else {
        xs_vste_set_gate_mask(&e, gates);
    }
    xs_vste_set_manage(&e, (perms & SYS_PERM_MANAGE) != 0);
    return e;
}
