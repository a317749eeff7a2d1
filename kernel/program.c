#include "program.h"

#include "abi/errors.h"
#include "abi/syscalls.h"
#include "fault.h"
#include "hw.h"
#include "memory.h"
#include "object.h"
#include "table.h"
#include "text.h"
#include "thread.h"

struct program *program_first;

enum { GATES_AT = 2048 }; /* offset of the gate table in the program's page */
_Static_assert(sizeof(struct program) <= GATES_AT, "gates lie behind the program in its page");
_Static_assert(GATES_AT + XS_GATES_MAX * XS_GATE_SIZE <= PAGE_SIZE, "gates fit");

struct program *program_of(uint64_t s1)
{
    struct object *o = gst_find((uint32_t)(s1 & 0xffffff), (uint32_t)(s1 >> 32));
    return o && o->type == OBJ_PROGRAM ? o->program : 0;
}

static void write_desc(struct program *p)
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
    write_desc(p);
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
    write_desc(p);
    return 0;
}

static int check_range(uint64_t offset, uint64_t len, unsigned prot)
{
    bool inside = offset >= PAGE_SIZE && offset <= CODE_LIMIT && len <= CODE_LIMIT - offset;
    return inside && !(prot & ~7u) && prot && !(prot & SYS_PROT_W && prot & SYS_PROT_X) ? 0 : -PE_INVAL;
}

int program_commit(struct program *p, uint64_t offset, uint64_t len, unsigned prot)
{
    int error = check_range(offset, len, prot);
    if (error < 0 || len == 0)
        return error;
    uint64_t end = page_up(offset + len);
    error = table_commit(p, p->root, offset & ~(PAGE_SIZE - 1), end, prot);
    if (error == 0 && end > p->image_end)
        p->image_end = p->heap_end = end;
    return error;
}

/* Through sg15: code pages are written before anybody holds the segment. */
int program_write(struct program *p, uint64_t offset, const void *from, uint64_t len, unsigned prot)
{
    int error = program_commit(p, offset, len, prot);
    const char *bytes = from;

    for (uint64_t done = 0; error == 0 && done < len;) {
        uint64_t at = offset + done, room = PAGE_SIZE - at % PAGE_SIZE;
        uint64_t n = len - done < room ? len - done : room;
        void *to = hw_ptr(table_find(p->root, at, 0));
        if (bytes)
            memcpy(to, bytes + done, n);
        else
            memset(to, 0, n);
        done += n;
    }
    return error;
}

static bool gate_is_sound(const struct program *p, const struct xs_gate *g)
{
    unsigned prot = 0;
    struct xs_gate known = {0};

    if (!xs_gate_valid(g))
        return g->w[0] == 0 && g->w[1] == 0 && g->w[2] == 0 && g->w[3] == 0;
    xs_gate_set_entry(&known, xs_gate_entry(g));
    xs_gate_set_valid(&known, 1);
    xs_gate_set_protect(&known, xs_gate_protect(g));
    xs_gate_set_fp(&known, xs_gate_fp(g));
    xs_gate_set_kind(&known, xs_gate_kind(g));
    xs_gate_set_nonreentrant(&known, xs_gate_nonreentrant(g));
    xs_gate_set_args(&known, xs_gate_args(g));
    xs_gate_set_results(&known, xs_gate_results(g));
    xs_gate_set_fargs(&known, xs_gate_fargs(g));
    xs_gate_set_fresults(&known, xs_gate_fresults(g));
    xs_gate_set_stack(&known, xs_gate_stack(g));
    xs_gate_set_frames(&known, xs_gate_frames(g));
    xs_gate_set_time(&known, xs_gate_time(g));
    if (memcmp(&known, g, sizeof known) != 0 || xs_gate_entry(g) % 2)
        return false;
    if (xs_gate_kind(g) >= XS_GATE_INTERRUPT && xs_gate_fp(g)) /* what is in the FP file is another's */
        return false;
    return table_find(p->root, xs_gate_entry(g), &prot) && prot & SYS_PROT_X;
}

/* A cleanup gate finds the stack that was there for any gate which is called. */
static bool cleanup_is_sound(struct program *p, uint32_t count)
{
    uint64_t least = UINT64_MAX;

    for (uint32_t i = 0; i < count; i++) {
        const struct xs_gate *g = &p->gates[i];
        if (!xs_gate_valid(g))
            continue;
        if (xs_gate_kind(g) <= XS_GATE_CALLBACK)
            least = xs_gate_stack(g) < least ? xs_gate_stack(g) : least;
        if (xs_gate_kind(g) == XS_GATE_CLEANUP && p->cleanup)
            return false;
        if (xs_gate_kind(g) == XS_GATE_CLEANUP)
            p->cleanup = i + 1;
    }
    return !p->cleanup || xs_gate_stack(&p->gates[p->cleanup - 1]) <= least;
}

int program_seal(struct program *p, const struct xs_gate *gates, uint32_t count)
{
    if (count > XS_GATES_MAX)
        return -PE_INVAL;
    for (uint32_t i = 0; i < count; i++) {
        struct xs_gate *g = &p->gates[i]; /* not in force yet: gate_count is 0 */
        *g = gates[i];
        if (g->w[0] >> XS_OFFSET_BITS == XS_SG_CODE) /* an address as linked */
            g->w[0] = xs_gate_entry(g);
        if (!gate_is_sound(p, g))
            return -PE_INVAL;
        p->serves |= xs_gate_valid(g) && xs_gate_kind(g) == XS_GATE_CALL;
    }
    p->cleanup = 0;
    if (!cleanup_is_sound(p, count))
        return -PE_INVAL;
    p->gate_count = count;
    p->state = PROGRAM_LIVE;
    hw_fence_code();
    hw_drop_gates(p->selector);
    write_desc(p);
    return 0;
}

int64_t program_grow(struct program *p, uint64_t end)
{
    if (end == 0)
        return (int64_t)p->heap_end;
    end = page_up(end & ((1ull << XS_OFFSET_BITS) - 1));
    if (end > CODE_LIMIT)
        return -PE_INVAL;
    if (end <= p->heap_end)
        return (int64_t)p->heap_end;
    uint64_t from = p->heap_end;
    int error = table_commit(p, p->root, from, end, SYS_PROT_R | SYS_PROT_W);
    while (from < end && table_find(p->root, from, 0))
        from += PAGE_SIZE;
    p->heap_end = from; /* what was committed before an error is the program's */
    return error < 0 ? error : (int64_t)end;
}

struct program *program_payer(const struct program *p)
{
    struct object *o = p->parent ? gst_find(p->parent, p->parent_generation) : 0;
    return o && o->type == OBJ_PROGRAM ? o->program : 0;
}

static bool names(const struct xs_vste *table, uint32_t count, uint64_t word, bool manage)
{
    for (uint32_t i = 1; table && i < count; i++) {
        const struct xs_vste *e = &table[i];
        if (xs_vste_valid(e) && (xs_vste_selector(e) | xs_vste_generation(e) << 32) == word &&
            (!manage || xs_vste_manage(e)))
            return true;
    }
    return false;
}

/* Does any VST entry of a program, with `manage`, name the program? A thread's own table manages nobody. */
static bool is_managed(const struct program *p)
{
    for (const struct program *q = program_first; q; q = q->next)
        if (names(q->vst, q->vst_count, gst_word(p->selector), true))
            return true;
    return false;
}

/* Does any entry at all, of programs or threads? */
static bool is_named(const struct program *p)
{
    for (const struct program *q = program_first; q; q = q->next)
        if (names(q->vst, q->vst_count, gst_word(p->selector), false))
            return true;
    for (uint32_t i = 0; i < thread_span; i++)
        if (threads[i] && names(threads[i]->vst, THREAD_VST, gst_word(p->selector), false))
            return true;
    return false;
}

/* Without threads, and nobody could ever make one of it or call it. What the boot image lists stays: its driver may live by
 * interrupts alone. */
static bool is_forgotten(const struct program *p)
{
    if (!p->parent || p->state != PROGRAM_LIVE || p->threads)
        return false;
    return p->serves ? !is_named(p) : !is_managed(p);
}

static void unlink_program(struct program *p)
{
    struct program **at = &program_first;
    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
}

static void release(struct program *p)
{
    if (p->parent)
        memory_unreserve(program_payer(p), ZOMBIE_PRICE);
    unlink_program(p);
    gst_release(p->selector);
    memory_give(0, hw_pa(p), 1);
}

void program_reap(void)
{
    struct program *next;
    for (struct program *p = program_first; p; p = next) {
        next = p->next;
        if (is_forgotten(p)) {
            program_end(p, STATUS_KILLED);
            next = program_first; /* the list may have changed */
        } else if (p->state == PROGRAM_ENDED && !is_managed(p)) {
            release(p);
        }
    }
}

struct program *program_named(const struct xs_vste *e)
{
    return xs_vste_valid(e) ? program_of(xs_vste_selector(e) | xs_vste_generation(e) << 32) : 0;
}

void program_less_named(struct program *p)
{
    if (p && is_forgotten(p))
        program_end(p, STATUS_KILLED);
    else if (p && p->state == PROGRAM_ENDED && !is_managed(p))
        release(p);
}
