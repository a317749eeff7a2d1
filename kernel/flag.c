#include "flag.h"

#include <stdbool.h>

#include "abi/errors.h"
#include "hw.h"
#include "memory.h"
#include "object.h"
#include "sched.h"
#include "segment.h"
#include "table.h"
#include "thread.h"

struct flags {
    uint32_t selector; /* 0: free */
    uint32_t count, blocked;
    uint64_t pages;         /* of `waiter` */
    struct program *owner;  /* who paid them */
    uint32_t *summary;      /* the segment's first page */
    uint64_t *bits;         /* and its second */
    struct thread **waiter; /* by flag */
    uint64_t waiting[FLAGS_WORDS];
};
enum { GROUP_WORDS = XS_FLAGS_GROUP / 64 };
static struct flags set[FLAG_SETS];
uint64_t flags_busy;

static struct flags *flags_of(uint32_t selector)
{
    uint64_t origin = xs_desc_origin(&gst[selector]);
    uint32_t s = origin ? (uint32_t)origin : selector;
    for (unsigned i = 0; i < FLAG_SETS; i++)
        if (set[i].selector == s)
            return &set[i];
    return 0;
}

static void *at(uint32_t selector, uint64_t offset)
{
    return hw_ptr(table_find(xs_desc_root(&gst[selector]) << PAGE_SHIFT, offset, 0));
}

static int64_t fill(struct flags *f, struct program *owner, uint64_t count, const char *name)
{
    uint64_t pa, pages = pages_of(count * sizeof *f->waiter);
    int error = memory_take(owner, pages, &pa);
    if (error < 0)
        return error;
    int64_t s = segment_new(owner, XS_FLAGS_SIZE, name);
    if (s < 0) {
        memory_give(owner, pa, pages);
        return s;
    }
    *f = (struct flags){.selector = (uint32_t)s, .count = (uint32_t)count, .pages = pages, .owner = owner};
    f->waiter = hw_ptr(pa);
    objects[s].flags = true;
    f->summary = at(f->selector, XS_FLAGS_SUMMARY);
    f->bits = at(f->selector, XS_FLAGS_BITS);
    return s;
}

static unsigned sets_of(const struct program *owner)
{
    unsigned n = 0;
    for (unsigned i = 0; i < FLAG_SETS; i++)
        n += set[i].selector && set[i].owner == owner;
    return n;
}

static struct flags *free_set(void)
{
    for (unsigned i = 0; i < FLAG_SETS; i++)
        if (!set[i].selector)
            return &set[i];
    return 0;
}

int64_t flags_new(struct program *owner, uint64_t count, const char *name)
{
    if (count == 0 || count > XS_FLAGS_MAX)
        return -PE_INVAL;
    if (sets_of(owner) == FLAG_SETS_OF_ONE)
        return -PE_QUOTA;
    struct flags *f = free_set();
    return f ? fill(f, owner, count, name) : -PE_NOSPC;
}

static bool take(uint64_t *word, uint64_t bits)
{
    return __atomic_fetch_and(word, ~bits, __ATOMIC_ACQ_REL) & bits;
}

int flag_wait(struct thread *t, uint32_t selector, uint64_t index, uint64_t until)
{
    struct flags *f = flags_of(selector);
    uint64_t bit = 1ull << index % 64;

    if (!f)
        return -PE_INVAL;
    if (index >= f->count)
        return -PE_RANGE;
    if (f->waiter[index])
        return -PE_BUSY;
    if (take(&f->bits[index / 64], bit))
        return 0;
    f->waiter[index] = t;
    f->waiting[index / 64] |= bit;
    if (f->blocked++ == 0)
        flags_busy |= 1ull << (f - set);
    t->flags = f;
    t->flag = (uint32_t)index;
    t->word_selector = selector;
    objects[selector].waited = true;
    sched_block(t, THREAD_WAITING, 0, until);
    return 1;
}

void flag_leave(struct thread *t)
{
    struct flags *f = t->flags;
    f->waiter[t->flag] = 0;
    f->waiting[t->flag / 64] &= ~(1ull << t->flag % 64);
    if (--f->blocked == 0)
        flags_busy &= ~(1ull << (f - set));
    t->flags = 0;
}

static void look_at_word(struct flags *f, unsigned word)
{
    uint64_t due = __atomic_load_n(&f->bits[word], __ATOMIC_ACQUIRE) & f->waiting[word];
    if (!due)
        return;
    take(&f->bits[word], due);
    for (; due; due &= due - 1)
        sched_wake(f->waiter[word * 64 + (unsigned)__builtin_ctzll(due)], 0);
}

static void look_at_set(struct flags *f)
{
    if (!__atomic_load_n(f->summary, __ATOMIC_RELAXED))
        return;
    uint32_t changed = __atomic_exchange_n(f->summary, 0, __ATOMIC_ACQ_REL);
    for (; changed; changed &= changed - 1)
        for (unsigned w = 0; w < GROUP_WORDS; w++)
            look_at_word(f, (unsigned)__builtin_ctz(changed) * GROUP_WORDS + w);
}

void flags_look(void)
{
    for (uint64_t rest = flags_busy; rest; rest &= rest - 1)
        look_at_set(&set[__builtin_ctzll(rest)]);
}

/* The harts share the sets among them, so that each is watched by somebody if there are as many idle harts. */
const uint32_t *flags_watch(uint64_t hart)
{
    uint64_t rest = flags_busy;
    for (uint64_t skip = hart % (uint64_t)__builtin_popcountll(rest); skip; skip--)
        rest &= rest - 1;
    return set[__builtin_ctzll(rest)].summary;
}

void flags_revoke(uint32_t selector)
{
    const struct object *o = &objects[selector];
    struct flags *f = o->flags || o->waited ? flags_of(selector) : 0;
    if (!f)
        return;
    for (uint32_t i = 0; i < f->count && f->blocked; i++)
        if (f->waiter[i] && (selector == f->selector || f->waiter[i]->word_selector == selector))
            sched_wake(f->waiter[i], -PE_REVOKED);
    if (selector != f->selector)
        return;
    memory_give(f->owner, hw_pa(f->waiter), f->pages);
    *f = (struct flags){0};
}
