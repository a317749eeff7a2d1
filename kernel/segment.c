#include "segment.h"

#include "abi/errors.h"
#include "abi/syscalls.h"
#include "dma.h"
#include "flag.h"
#include "hw.h"
#include "ipc.h"
#include "memory.h"
#include "object.h"
#include "table.h"
#include "wait.h"

static void write_desc(uint32_t selector, uint64_t root, uint64_t limit, unsigned perms, bool keep)
{
    struct xs_desc d = {0};
    xs_desc_set_kind(&d, XS_KIND_DATA);
    xs_desc_set_r(&d, (perms & SYS_PERM_R) != 0);
    xs_desc_set_w(&d, (perms & SYS_PERM_W) != 0);
    xs_desc_set_keep(&d, keep);
    xs_desc_set_root(&d, root >> PAGE_SHIFT);
    xs_desc_set_limit(&d, limit);
    gst_write(selector, &d);
}

int64_t segment_new(struct program *owner, uint64_t size, const char *name)
{
    uint64_t root;

    if (size == 0 || size > SEGMENT_MAX)
        return -PE_INVAL;
    uint32_t s = gst_alloc(OBJ_DATA, owner, name);
    if (!s)
        return -PE_NOSPC;
    int error = table_new(owner, &root);
    if (error < 0) {
        gst_release(s);
        return error;
    }
    error = table_commit(owner, root, 0, page_up(size), SYS_PROT_R | SYS_PROT_W);
    if (error < 0) {
        table_free(owner, root, true);
        gst_release(s);
        return error;
    }
    objects[s].pages = pages_of(size);
    write_desc(s, root, page_up(size), SYS_PERM_R | SYS_PERM_W, false);
    return s;
}

int64_t segment_for_devices(uint64_t size, unsigned perms, const char *name)
{
    int64_t s = segment_new(0, size, name);
    if (s > 0)
        write_desc((uint32_t)s, xs_desc_root(&gst[s]) << PAGE_SHIFT, page_up(size), perms, true);
    return s;
}

int64_t segment_pinned(uint64_t pa, uint64_t size, unsigned perms, const char *name)
{
    uint64_t root;
    uint32_t s = gst_alloc(OBJ_DATA, 0, name);

    if (!s)
        return -PE_NOSPC;
    int error = table_new(0, &root);
    for (uint64_t o = 0; error == 0 && o < size; o += PAGE_SIZE)
        error = table_map(0, root, o, pa + o, perms & (SYS_PROT_R | SYS_PROT_W));
    if (error < 0)
        return error; /* the boot stops on it */
    objects[s].pages = pages_of(size);
    objects[s].pinned = true;
    objects[s].devices = dma_devices_at(pa, page_up(size));
    write_desc(s, root, page_up(size), perms, false);
    return s;
}

/* Aliases hang on what they were made of, so that nobody has to look for them. */
static void link_alias(uint32_t alias, uint32_t parent)
{
    uint32_t next = objects[parent].child;

    objects[alias].parent = parent;
    objects[alias].next = next;
    objects[next].prev = alias; /* of selector 0, nobody cares */
    objects[parent].child = alias;
}

static void unlink_alias(uint32_t alias)
{
    const struct object *o = &objects[alias];

    if (!o->parent)
        return;
    if (o->prev)
        objects[o->prev].next = o->next;
    else
        objects[o->parent].child = o->next;
    objects[o->next].prev = o->prev;
}

int64_t segment_alias(struct program *owner, uint32_t selector, uint64_t limit, unsigned perms, bool keep)
{
    const struct xs_desc *from = &gst[selector];
    uint32_t origin = xs_desc_origin(from) ? (uint32_t)xs_desc_origin(from) : selector;

    if (limit == 0 || limit > xs_desc_limit(from))
        return -PE_RANGE;
    if (objects[selector].depth == ALIAS_DEPTH)
        return -PE_INVAL;
    int error = memory_reserve(owner, SELECTOR_PRICE);
    if (error < 0)
        return error;
    uint32_t s = gst_alloc(OBJ_DATA, owner, objects[selector].name);
    if (!s) {
        memory_unreserve(owner, SELECTOR_PRICE);
        return -PE_NOSPC;
    }
    struct xs_desc d = {0};
    xs_desc_set_kind(&d, XS_KIND_DATA);
    xs_desc_set_r(&d, xs_desc_r(from) & ((perms & SYS_PERM_R) != 0));
    xs_desc_set_w(&d, xs_desc_w(from) & ((perms & SYS_PERM_W) != 0));
    xs_desc_set_keep(&d, keep);
    xs_desc_set_root(&d, xs_desc_root(from));
    xs_desc_set_limit(&d, limit);
    xs_desc_set_origin(&d, origin);
    link_alias(s, selector);
    objects[s].depth = objects[selector].depth + 1;
    objects[s].devices = objects[selector].devices;
    gst_write(s, &d);
    return s;
}

static void drop_one(uint32_t selector)
{
    struct object o = objects[selector];
    uint64_t root = xs_desc_root(&gst[selector]) << PAGE_SHIFT;

    ipc_forget(selector);
    wait_revoke(selector);
    flags_revoke(selector);
    unlink_alias(selector);
    gst_release(selector); /* from here no register, TLB or device reaches it: only now may pages be reused */
    dma_clear(o.devices);  /* who drove them by this name does not any more */
    if (o.parent == 0)
        table_free(o.owner, root, !o.pinned);
    else
        memory_unreserve(o.owner, SELECTOR_PRICE);
}

/* At most ALIAS_DEPTH deep. Who holds the segment, in tables, registers or frames, is not looked for: generations see to that. */
void segment_destroy(uint32_t selector)
{
    while (objects[selector].child)
        segment_destroy(objects[selector].child);
    drop_one(selector);
}

uint64_t segment_limit(uint32_t selector)
{
    return xs_desc_limit(&gst[selector]);
}

unsigned segment_perms(uint32_t selector)
{
    return (unsigned)(xs_desc_r(&gst[selector]) * SYS_PERM_R | xs_desc_w(&gst[selector]) * SYS_PERM_W);
}
