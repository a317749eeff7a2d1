#include "program.h"

#include "abi/errors.h"
#include "hw.h"
#include "memory.h"
#include "object.h"
#include "table.h"
#include "text.h"

struct program *program_first;

enum { GATES_AT = 2048 }; /* offset of the gate table in the program's page */
_Static_assert(sizeof(struct program) <= GATES_AT, "gates lie behind the program in its page");
_Static_assert(GATES_AT + XS_GATES_MAX * XS_GATE_SIZE <= PAGE_SIZE, "gates fit");

struct program *program_of(uint64_t s1)
{
    struct object *o = gst_find((uint32_t)(s1 & 0xffffff), (uint32_t)(s1 >> 32));
    return o && o->type == OBJ_PROGRAM ? o->program : 0;
}

void program_write_desc(struct program *p)
{
    struct xs_desc d = {0};
    xs_desc_set_kind(&d, XS_KIND_CODE);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_root(&d, p->root >> PAGE_SHIFT);
    xs_desc_set_limit(&d, CODE_LIMIT);
    xs_desc_set_vst(&d, hw_pa(p->vst));
    xs_desc_set_vst_count(&d, p->vst_count);
    xs_desc_set_gates(&d, hw_pa(p->gates));
    xs_desc_set_gate_count(&d, p->gate_count);
    gst_write(p->selector, &d);
}

static uint64_t vst_pages(const struct program *p)
{
    return pages_of((uint64_t)p->vst_count * XS_VSTE_SIZE);
}

/* Its own page first (uncharged until the struct exists, then counted as used), then table and VST. */
static int make_parts(struct program *p)
{
    uint64_t pa;
    int error = memory_reserve(p, 1);
    if (error < 0 || (error = table_new(p, &p->root)) < 0)
        return error;
    error = memory_take(p, vst_pages(p), &pa);
    if (error < 0)
        return error;
    p->vst = hw_ptr(pa);
    p->gates = (struct xs_gate *)((char *)p + GATES_AT);
    return 0;
}

static void free_parts(struct program *p)
{
    if (p->vst)
        memory_give(p, hw_pa(p->vst), vst_pages(p));
    if (p->root)
        table_free(p, p->root, true);
    p->vst = 0;
    p->root = 0;
}

int64_t program_new(struct program *parent, const char *name, uint64_t quota, uint32_t vst_count)
{
    uint64_t pa;
    uint32_t s = 0;

    if (vst_count < 2 || vst_count > VST_MAX)
        return -PE_INVAL;
    int error = memory_reserve(parent, quota);
    if (error < 0)
        return error;
    if ((error = memory_take(0, 1, &pa)) < 0) {
        memory_unreserve(parent, quota);
        return error;
    }
    struct program *p = hw_ptr(pa);
    p->quota = quota;
    p->vst_count = vst_count;
    text_copy(p->name, name, NAME_SIZE);
    error = make_parts(p);
    if (error == 0 && !(s = gst_alloc(OBJ_PROGRAM, 0, name)))
        error = -PE_NOSPC;
    if (error < 0) {
        free_parts(p);
        memory_give(0, hw_pa(p), 1);
        memory_unreserve(parent, quota);
        return error;
    }
    p->selector = s;
    p->state = PROGRAM_BUILDING;
    p->parent = parent ? parent->selector : 0;
    p->parent_generation = parent ? gst_generation(parent->selector) : 0;
    objects[s].program = p;
    program_write_desc(p);
    p->next = program_first;
    program_first = p;
    return s;
}

/* What belongs to the place and not to the instance stays: selector, name, quota, payer, who waits. */
static void empty(struct program *p)
{
    p->rights = 0;
    p->used = 0;
    p->gate_count = 0;
    p->image_end = p->heap_end = 0;
    p->tls_offset = p->tls_filesz = p->tls_memsz = 0;
    p->irqs[0] = p->irqs[1] = 0;
    p->fp = false;
    p->offer.to = 0;
    p->threads = 0;
}

int program_renew(struct program *p, uint32_t vst_count)
{
    empty(p);
    p->vst_count = vst_count;
    int error = make_parts(p);
    if (error == 0 && !gst_renew(p->selector))
        error = -PE_NOSPC;
    if (error < 0) {
        free_parts(p);
        p->vst_count = 0; /* there is no table */
        return error;
    }
    p->status = 0;
    p->state = PROGRAM_BUILDING;
    program_write_desc(p);
    return 0;
}

struct program *program_payer(const struct program *p)
{
    struct object *o = p->parent ? gst_find(p->parent, p->parent_generation) : 0;
    return o && o->type == OBJ_PROGRAM ? o->program : 0;
}
