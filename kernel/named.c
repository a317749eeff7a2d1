/* Who names a program in a table, and what goes when nobody does. */
#include "hw.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "thread.h"

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
