/* System calls that tell about the system, and those that end it. */
#include "frame.h"
#include "hart.h"
#include "hw.h"
#include "loaded.h"
#include "page.h"
#include "panic.h"
#include "program.h"
#include "segment.h"
#include "syscall.h"
#include "table.h"
#include "text.h"
#include "thread.h"

union record {
    struct info_thread thread;
    struct info_segment segment;
    struct info_program program;
    struct info_entry entry;
    struct info_kernel kernel;
};

static uint64_t selector_of(uint64_t s1)
{
    return s1 & 0xffffff;
}

static int64_t about_thread(uint64_t index, union record *r)
{
    for (unsigned i = 0; i < thread_span; i++) {
        struct thread *t = threads[i];
        if (!t || index--)
            continue;
        hart_ask(t); /* where it may not be stopped, what is told is from the last time */
        r->thread = (struct info_thread){.tid = t->tid,
                                         .state = t->state,
                                         .priority = t->priority,
                                         .home = t->home->selector,
                                         .current = selector_of(loaded_s1(t)),
                                         .depth = thread_depth(t)};
        r->thread.instructions =
            t->instructions + (hart_self()->charged == t ? hw_instret() - hart_self()->charged_from : 0);
        text_copy(r->thread.name, t->name, NAME_SIZE);
        return sizeof r->thread;
    }
    return -PE_NOENT;
}

/* VST entries of a table that name `selector` now. */
static uint64_t count_in(const struct xs_vste *table, uint32_t count, uint32_t selector)
{
    uint64_t n = 0;
    for (uint32_t i = 1; i < count; i++)
        n += vst_used(&table[i]) && xs_vste_selector(&table[i]) == selector;
    return n;
}

static uint64_t count_holders(uint32_t selector)
{
    uint64_t n = 0;
    for (const struct program *p = program_first; p; p = p->next)
        n += count_in(p->vst, p->vst_count, selector);
    for (unsigned i = 0; i < thread_span; i++)
        if (threads[i])
            n += count_in(threads[i]->vst, THREAD_VST, selector);
    return n;
}

static uint64_t pages_in(uint32_t selector)
{
    uint64_t root = xs_desc_root(&gst[selector]) << PAGE_SHIFT;
    return xs_desc_valid(&gst[selector]) && root ? table_count(root) : 0;
}

static int64_t about_segment(uint64_t index, union record *r)
{
    for (uint32_t s = 1; s < gst_span; s++) {
        const struct object *o = &objects[s];
        if (o->type == OBJ_FREE || o->type == OBJ_RETIRED || index--)
            continue;
        r->segment = (struct info_segment){.selector = s,
                                           .generation = gst_generation(s),
                                           .kind = xs_desc_kind(&gst[s]),
                                           .limit = xs_desc_limit(&gst[s]),
                                           .pages = pages_in(s),
                                           .holders = count_holders(s),
                                           .origin = xs_desc_origin(&gst[s])};
        text_copy(r->segment.name, o->name, NAME_SIZE);
        return sizeof r->segment;
    }
    return -PE_NOENT;
}

static int64_t about_program(uint64_t index, union record *r)
{
    for (const struct program *p = program_first; p; p = p->next) {
        if (index--)
            continue;
        uint64_t entries = 0;
        for (uint32_t i = 1; i < p->vst_count; i++)
            entries += vst_used(&p->vst[i]);
        r->program = (struct info_program){.selector = p->selector,
                                           .threads = p->threads,
                                           .quota = p->quota * PAGE_SIZE,
                                           .used = p->used * PAGE_SIZE,
                                           .state = p->state,
                                           .gates = p->gate_count,
                                           .entries = entries,
                                           .restarts = p->restarts};
        text_copy(r->program.name, p->name, NAME_SIZE);
        return sizeof r->program;
    }
    return -PE_NOENT;
}

static int64_t about_one_entry(uint32_t owner, const char *name, uint64_t i, const struct xs_vste *e, union record *r)
{
    uint32_t s = (uint32_t)xs_vste_selector(e);
    r->entry = (struct info_entry){.owner = owner,
                                   .index = i,
                                   .selector = s,
                                   .perms = vst_perms(e, &objects[s]),
                                   .gate_mask = objects[s].type == OBJ_PROGRAM ? xs_vste_gate_mask(e) : 0,
                                   .badge = xs_vste_badge(e),
                                   .origin = xs_desc_origin(&gst[s])};
    text_copy(r->entry.name, name, NAME_SIZE);
    return sizeof r->entry;
}

/* Counts down `index` over the used entries of a table. */
static int64_t entry_in(uint32_t owner, const char *name, const struct xs_vste *table, uint32_t count, bool thread,
                        uint64_t *index, union record *r)
{
    for (uint32_t i = 1; i < count; i++)
        if (vst_used(&table[i]) && (*index)-- == 0)
            return about_one_entry(owner, name, thread ? i | 1u << 15 : i, &table[i], r);
    return -PE_NOENT;
}

static int64_t about_entry(uint64_t index, union record *r)
{
    for (const struct program *p = program_first; p; p = p->next) {
        int64_t size = entry_in(p->selector, p->name, p->vst, p->vst_count, false, &index, r);
        if (size > 0)
            return size;
    }
    for (unsigned i = 0; i < thread_span; i++) {
        const struct thread *t = threads[i];
        int64_t size = t ? entry_in(t->selector, t->name, t->vst, THREAD_VST, true, &index, r) : 0;
        if (size > 0)
            return size;
    }
    return -PE_NOENT;
}

static int64_t about_kernel(uint64_t index, union record *r)
{
    if (index)
        return -PE_NOENT;
    r->kernel = (struct info_kernel){.pages_total = page_total(),
                                     .pages_free = page_left(),
                                     .switches = hw_switches(),
                                     .harts = hart_count};
    for (unsigned i = 0; i < thread_span; i++)
        r->kernel.threads += threads[i] != 0;
    for (uint32_t s = 1; s < gst_span; s++)
        r->kernel.segments += objects[s].type != OBJ_FREE && objects[s].type != OBJ_RETIRED;
    for (const struct program *p = program_first; p; p = p->next)
        for (uint32_t i = 1; i < p->vst_count; i++)
            r->kernel.entries += vst_used(&p->vst[i]);
    text_copy(r->kernel.name, "postern", NAME_SIZE);
    return sizeof r->kernel;
}

/* Copies what fits into `len`; the answer is the record's whole size. */
int64_t sys_info(struct call *c)
{
    static int64_t (*const about[])(uint64_t, union record *) = {[SYS_INFO_THREAD] = about_thread,
                                                                 [SYS_INFO_SEGMENT] = about_segment,
                                                                 [SYS_INFO_PROGRAM] = about_program,
                                                                 [SYS_INFO_ENTRY] = about_entry,
                                                                 [SYS_INFO_KERNEL] = about_kernel};
    union record r = {0};

    if (!(c->program->rights & SYS_RIGHT_INSPECT))
        return -PE_PERM;
    if (c->a[0] >= sizeof about / sizeof *about)
        return -PE_INVAL;
    int64_t size = about[c->a[0]](c->a[1], &r);
    if (size < 0)
        return size;
    uint64_t copied = c->a[3] < (uint64_t)size ? c->a[3] : (uint64_t)size;
    return call_out(c->a[2], &r, copied) < 0 ? -PE_FAULT : size;
}

/* No more at a time: nobody else has the hart meanwhile. */
int64_t sys_debug_write(struct call *c)
{
    char buffer[SYS_DEBUG_MAX];
    uint64_t n = c->a[1] < sizeof buffer ? c->a[1] : sizeof buffer;

    if (!(c->program->rights & SYS_RIGHT_DEBUG))
        return -PE_PERM;
    if (c->a[1] && !hw_check(c->a[0], c->a[1], XS_PERM_R))
        return -PE_FAULT;
    if (call_in(buffer, c->a[0], n) < 0)
        return -PE_FAULT;
    for (uint64_t i = 0; i < n; i++)
        hw_putc(buffer[i]);
    return (int64_t)n;
}

int64_t sys_shutdown(struct call *c)
{
    if (!(c->program->rights & SYS_RIGHT_POWER))
        return -PE_PERM;
    hw_power_off(c->a[0] ? 1 : 0);
}
