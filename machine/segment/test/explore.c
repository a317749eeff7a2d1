/* The exploration itself, and the groups of steps. */
#include "explore.h"

#include <stdlib.h>
#include <string.h>

#include "model_groups.h"

/* A set of states (open addressing) and those still to be expanded. The bottom level always has T, so that 0 can mark a
 * free place. */
struct set {
    struct state *place, *todo;
    uint64_t size, used, waiting, room;
};

static uint64_t hash(struct state s)
{
    uint64_t h = (s.eager ^ s.lazy * 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
    return h ^ h >> 31;
}

static bool insert(struct set *set, struct state s)
{
    for (uint64_t i = hash(s) & (set->size - 1);; i = (i + 1) & (set->size - 1)) {
        if (set->place[i].eager == s.eager && set->place[i].lazy == s.lazy)
            return false;
        if (!set->place[i].eager && !set->place[i].lazy) {
            set->place[i] = s;
            set->used++;
            return true;
        }
    }
}

static void grow(struct set *set)
{
    struct state *old = set->place;
    uint64_t size = set->size;
    set->size = size ? size * 2 : 1 << 16;
    set->used = 0;
    set->place = calloc(set->size, sizeof *set->place);
    assert_non_null(set->place);
    for (uint64_t i = 0; i < size; i++)
        if (old[i].eager || old[i].lazy)
            insert(set, old[i]);
    free(old);
}

static void add(struct set *set, struct state s)
{
    if (set->used * 2 >= set->size)
        grow(set);
    if (!insert(set, s))
        return;
    if (set->waiting == set->room) {
        set->room = set->room ? set->room * 2 : 1 << 12;
        set->todo = realloc(set->todo, set->room * sizeof *set->todo);
        assert_non_null(set->todo);
    }
    set->todo[set->waiting++] = s;
}

/* Takes one step in both worlds. false: it does not apply in this state. */
static bool take(struct pair *p, const struct step *s, unsigned depth, unsigned *revoked)
{
    static const unsigned CALLS[LEVELS] = {TO_SERVER, TO_OTHER, TO_CLIENT, TO_SERVER};
    switch (s->what) {
    case 'l': pair_load(p, s->a, s->b); break;
    case 'k': pair_load_global(p, s->a, s->b, 1); break;
    case 'c': pair_clear(p, s->a); break;
    case 'w': pair_window(p, s->a, PTR(s->b, 0x100), 0x40, 1); break;
    case 's': pair_window(p, s->a, PTR(2, s->b), 0x40, 3); break;
    case 'm': pair_move(p, s->a, s->b ? PTR(s->b, 0x100) : 0); break;
    case 'r': pair_return(p); break;
    case 'C':
        if (p->t->depth + 1 >= depth)
            return false;
        pair_call(p, CALLS[p->t->depth], GATE_PLAIN, (uint64_t)s->a << 12 | (s->b ? MASK_PASS_T : 0));
        break;
    case 'R':
        if (*revoked >> s->a & 1)
            return false;
        pair_revoke(p, REVOCABLE[s->a]);
        *revoked |= 1u << s->a;
        break;
    default: fail();
    }
    return true;
}

void explore(const char *name, const struct step *steps, unsigned count, unsigned depth)
{
    static struct pair p;
    struct contents contents = {.count = 1}; /* 0: empty */
    struct set set = {0};
    uint64_t transitions = 0;
    pair_make(&p);
    add(&set, pack(&p, &contents, 0));
    while (set.waiting) {
        struct state from = set.todo[--set.waiting];
        for (unsigned i = 0; i < count; i++) {
            unsigned revoked = unpack(&p, &contents, from);
            if (!take(&p, &steps[i], depth, &revoked))
                continue;
            transitions++;
            pair_compare(&p);
            for (unsigned n = 3; n < 3 + REGS; n++)
                for (unsigned kernel = 0; kernel < 2; kernel++)
                    assert_int_equal(xs_chk(&p.w.hart, PTR(n, 0x100), 8, 1, kernel),
                                     m_chk(p.t, &p.k, PTR(n, 0x100), 8, 1, kernel));
            add(&set, pack(&p, &contents, revoked));
        }
    }
    print_message("           %s: %llu states, %llu steps, %u frames\n", name, (unsigned long long)set.used,
                  (unsigned long long)transitions, depth);
    free(set.place);
    free(set.todo);
    pair_free(&p);
}

#define CALLS_AND_RETURN                                \
    {'C', 0, 0}, {'C', 1, 0}, {'C', 2, 0}, {'C', 3, 0}, \
    {                                                   \
        'r', 0, 0                                       \
    }
#define EXPLORE(name, depth, ...)                     \
    static const struct step steps[] = {__VA_ARGS__}; \
    (void)state;                                      \
    explore(name, steps, sizeof steps / sizeof *steps, depth)

/* DEPTH=4 in the environment: the long run (minutes). */
static unsigned frames(void)
{
    const char *given = getenv("DEPTH");
    return given && *given == '4' ? 4 : 3;
}

void lazy_is_eager_loads(void **state)
{
    EXPLORE("loads of two segments", frames(), {'l', 3, TO_DATA}, {'l', 4, TO_DATA}, {'l', 3, TO_DATA2},
            {'l', 4, TO_DATA2}, {'c', 1, 0}, {'c', 2, 0}, {'c', 3, 0}, CALLS_AND_RETURN);
}

void lazy_is_eager_deep(void **state)
{
    EXPLORE("loads of one segment", 4, {'l', 3, TO_DATA}, {'l', 4, TO_DATA}, {'c', 1, 0}, {'c', 2, 0},
            CALLS_AND_RETURN);
}

void lazy_is_eager_windows(void **state)
{
    EXPLORE("windows and moves", frames(), {'l', 3, TO_DATA}, {'w', 3, 3}, {'w', 4, 3}, {'w', 3, 4}, {'m', 3, 4},
            {'m', 4, 3}, {'m', 3, 0}, {'c', 1, 0}, {'c', 2, 0}, CALLS_AND_RETURN);
}

void lazy_is_eager_thread(void **state)
{
    EXPLORE("thread table and stack windows", frames(), {'l', 3, THREAD_VST | TO_DATA}, {'s', 3, STACK_TOP - 0x40},
            {'s', 4, 0x100}, {'m', 4, 3}, {'c', 1, 0}, {'c', 2, 0}, {'C', 0, 1}, {'C', 1, 1}, CALLS_AND_RETURN);
}

void lazy_is_eager_kernel(void **state)
{
    EXPLORE("kernel loads, revoked data and callees", 3, {'l', 3, TO_DATA}, {'k', 3, DATA2}, {'k', 4, DATA},
            {'m', 4, 3}, {'c', 3, 0}, {'R', 0, 0}, {'R', 1, 0}, {'C', 0, 0}, {'C', 1, 0}, {'C', 3, 0}, {'r', 0, 0});
}

void lazy_is_eager_revoked(void **state)
{
    EXPLORE("revoked callers and threads", 3, {'l', 3, TO_DATA}, {'m', 4, 3}, {'c', 3, 0}, {'R', 2, 0}, {'R', 3, 0},
            CALLS_AND_RETURN);
}
