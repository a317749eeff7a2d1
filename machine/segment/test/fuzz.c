/* Seeded fuzzing of the library against the eager model: all operations, 12 registers, deep stacks, two threads, kernel
 * loads, revocations, table changes. SEED=n and STEPS=n in the environment repeat or lengthen a run. */
#include <stdlib.h>
#include <time.h>

#include "model_groups.h"
#include "pair.h"

static uint64_t seed, clock_now;

static uint64_t dice(uint64_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 11) % sides;
}

static unsigned reg(void)
{
    return dice(40) ? 3 + (unsigned)dice(12) : (unsigned)dice(16);
}
static uint64_t vsel(void)
{
    return (dice(50) ? dice(10) : dice(0x20000)) | (dice(4) ? 0 : THREAD_VST);
}

/* A pointer that often points into something reachable. */
static uint64_t pointer(const struct pair *p)
{
    unsigned n = dice(4) ? 3 + (unsigned)dice(12) : (unsigned)dice(16);
    const struct m_register *r = &p->t->now.data[n >= 3 && n <= 14 ? n - 3 : 0];
    uint64_t span = r->to - r->from + 2;
    uint64_t offset = n == 2    ? dice(STACK_TOP + 16)
                      : dice(8) ? r->from + dice(span ? span : 1)
                                : dice(SEGMENT_SIZE + 64);
    return PTR(n, offset & (((uint64_t)1 << 60) - 1));
}

static uint64_t length(void)
{
    return dice(20) ? dice(3) ? dice(0x80) : dice(SEGMENT_SIZE) : (uint64_t)0 - dice(0x1000);
}

/* A deadline now and then, mostly one that can be met; a grace. */
static uint64_t times(void)
{
    uint64_t within = dice(12) ? 0 : dice(20) ? 1 + dice(200) : dice(0x4000);
    uint64_t grace = dice(6) ? 0 : dice(20) ? dice(4) : dice(0x100);
    return within << 42 | grace << 56;
}

/* A mask whose grants are mostly visible ones. */
static uint64_t mask(const struct pair *p)
{
    uint64_t grants = dice(0x1000), any = dice(30) == 0;
    for (unsigned i = 0; i < M_DATA; i++)
        if (!any && !p->t->now.data[i].visible)
            grants &= ~((uint64_t)1 << i);
    return grants << 12 | dice(0x100) | dice(8) << 8 | dice(2) << 24 | dice(0x400) << 32 | times() |
           (dice(100) ? 0 : (uint64_t)1 << dice(64));
}

static void scramble(struct pair *p)
{
    for (unsigned i = 1; i < 32; i++) {
        p->w.x[i] = p->t->now.x[i] = i == 2 ? p->w.x[2] : dice(1 << 30);
        if (p->w.hart.fpe)
            p->w.f[i] = p->t->now.f[i] = dice(1 << 30);
    }
    if (p->w.hart.fpe)
        p->w.fcsr = p->t->now.fcsr = dice(256);
}

/* sp somewhere below where it may be; now and then where it may not. */
static void move_sp(struct pair *p)
{
    uint64_t end = p->t->now.stack_end, down = dice(0x180);
    uint64_t sp =
        dice(30) ? PTR(2, (end > down ? end - down : end) & ~(uint64_t)15) : PTR(dice(4), dice(2 * STACK_TOP));
    p->w.x[2] = p->t->now.x[2] = sp;
}

static void change_entry(struct pair *p)
{
    static const unsigned OWNERS[] = {CLIENT, SERVER, OTHER, THREAD, THREAD2},
                          TARGETS[] = {CLIENT, SERVER, OTHER, DATA, DATA2, ALIAS, THREAD, OBJECT};
    unsigned to = TARGETS[dice(8)];
    struct m_entry e = {dice(8) != 0,
                        dice(2),
                        dice(2),
                        dice(4) != 0,
                        to,
                        p->k.segment[to].generation - (dice(8) == 0),
                        dice(3) ? UINT64_MAX : dice(0x1000),
                        dice(1000)};
    if (!e.there)
        e = (struct m_entry){0};
    pair_set_entry(p, OWNERS[dice(5)], 1 + (unsigned)dice(15), &e);
}

static void kernel_step(struct pair *p)
{
    static const unsigned SEGMENTS[] = {DATA, DATA2, ALIAS, DATA, DATA2, ALIAS, SERVER, OTHER, CLIENT, THREAD};
    switch (dice(6)) {
    case 0: pair_load_global(p, reg(), dice(24), (unsigned)dice(4)); break;
    case 1:
        if (!p->irq.depth) /* a kernel switches when the outermost handler has returned */
            pair_switch(p);
        break;
    case 2: change_entry(p); break;
    case 3: xs_invalidate(&p->w.hart, (unsigned)dice(4), dice(24), dice(16)); break;
    case 4:
        if (dice(20) == 0)
            pair_revoke(p, SEGMENTS[dice(10)]);
        break;
    default: break;
    }
}

/* Now and then the kernel lets masked sources come again. */
static void interrupt(struct pair *p)
{
    pair_interrupt(p, (unsigned)dice(M_SOURCES), clock_now += dice(IRQ_PERIOD));
    if (p->irq.depth)
        pair_pass(p, dice(p->w.hart.irq_left / 2 + 1));
    for (unsigned i = 0; i < M_SOURCES && dice(4) == 0; i++) {
        struct xs_binding b = world_get_binding(&p->w, p->irq.source[i].number);
        xs_binding_set_masked(&b, 0);
        world_put_binding(&p->w, p->irq.source[i].number, &b);
        p->irq.source[i].masked = false;
    }
}

static void user_step(struct pair *p)
{
    switch (dice(12)) {
    case 0:
    case 1: pair_load(p, reg(), vsel()); break;
    case 2:
    case 3: pair_window(p, reg(), pointer(p), length(), (unsigned)dice(4)); break;
    case 4: pair_move(p, reg(), pointer(p)); break;
    case 5: pair_clear(p, (unsigned)dice(0x1000)); break;
    case 6:
    case 7:
    case 8:
        move_sp(p);
        pair_call(p, dice(8) ? vsel() : XS_VSEL_CALLER, (unsigned)(dice(20) ? dice(GATES) : dice(64)), mask(p));
        break;
    case 9:
    case 10: pair_return(p); break;
    default: pair_store(p, dice(STACK_TOP)); break;
    }
}

static void fuzz(struct pair *p, uint64_t steps)
{
    uint64_t calls = 0, deepest = 0;
    for (uint64_t i = 0; i < steps; i++) {
        if (i % 1000 == 0) { /* a fresh world now and then: revocations pile up */
            calls += p->w.counters.n[XS_CTR_FAR_RETURNS];
            pair_free(p);
            pair_make(p);
        }
        if (dice(16) == 0)
            scramble(p);
        if (dice(10) == 0)
            kernel_step(p);
        if (dice(40) == 0)
            interrupt(p);
        user_step(p);
        if (!p->irq.depth)
            pair_pass(p, dice(16) ? dice(8) : dice(1000));
        if (p->t->depth == 0 && !p->irq.depth && (dice(200) == 0 || p->w.hart.deadline == 0))
            pair_deadline(p, dice(3) ? UINT64_MAX : dice(10000));
        pair_compare(p);
        pair_compare_questions(p, pointer(p), length(), (unsigned)dice(4), vsel());
        deepest = p->t->depth > deepest ? p->t->depth : deepest;
    }
    print_message("           %llu steps, %llu calls that returned, up to %llu deep\n", (unsigned long long)steps,
                  (unsigned long long)calls, (unsigned long long)deepest);
    assert_true(steps < 100000 || (calls > steps / 50 && deepest > 8));
}

void lazy_is_eager_fuzzed(void **state)
{
    (void)state;
    static struct pair p;
    const char *given = getenv("SEED"), *steps = getenv("STEPS");
    seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) * 2654435761u | 1;
    print_message("           SEED=%llu\n", (unsigned long long)seed);
    pair_make(&p);
    fuzz(&p, steps ? strtoull(steps, NULL, 0) : 300000);
    pair_free(&p);
}
