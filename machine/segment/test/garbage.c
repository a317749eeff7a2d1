/* A kernel that writes garbage: tables, frames, CSRs and images full of noise. Nothing is promised but that every operation
 * ends, reads and writes memory through the port alone, and refuses or commits. Seeded; the seed is printed. */
#include "groups.h"
#include "irq_world.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t seed;

static uint64_t noise(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed * 0x2545f4914f6cdd1d;
}

/* A number of a hostile kind: small, huge, near the tables, or anything. */
static uint64_t number(void)
{
    static const uint64_t EDGE[] = {0,
                                    1,
                                    7,
                                    8,
                                    63,
                                    64,
                                    UINT64_MAX,
                                    UINT64_MAX - 703,
                                    (uint64_t)1 << 56,
                                    ((uint64_t)1 << 56) - 704,
                                    (uint64_t)1 << 39,
                                    (uint64_t)1 << 60,
                                    RAM_BASE - 8,
                                    RAM_BASE + RAM_SIZE - 704};
    switch (noise() % 4) {
    case 0: return EDGE[noise() % (sizeof EDGE / sizeof *EDGE)];
    case 1: return RAM_BASE + noise() % RAM_SIZE;
    case 2: return noise() % 0x10000;
    default: return noise();
    }
}

static void spoil(struct world *w)
{
    static const uint64_t AREA[] = {GST_PA,     VST_PA(1),     GATES_PA(1),   LINKAGE_PA(0),
                                    ROOT_PA(1), BINDING_PA(0), ITHREAD_PA(0), OWN_PA(0)};
    uint64_t pa = AREA[noise() % 8] + noise() % 0x800 * 8;
    world_put_u64(w, pa, noise() % 2 ? number() : world_get_u64(w, pa) ^ (uint64_t)1 << noise() % 64);
    if (noise() % 4 == 0)
        xs_invalidate(&w->hart, (unsigned)noise() % 5, noise() % 24, noise() % 16);
}

static void one(struct world *w)
{
    static const unsigned CSRS[] = {CSR_XSV,   CSR_XSW,     CSR_XSG,    CSR_XLSP,    CSR_XLSLIM, CSR_XDL,
                                    CSR_XSLW,  CSR_XS1,     CSR_XS2,    CSR_XS2BASE, CSR_XS2LIM, CSR_XSERIAL,
                                    CSR_XIRUN, CSR_XILBASE, CSR_XILLIM, CSR_XITHREAD};
    struct xs_reg image;
    struct xs_page page;
    unsigned n = (unsigned)noise() % 32;
    switch (noise() % 16) {
    case 0: w_load(w, n, noise() % 16 | (noise() % 4 ? 0 : THREAD_VST)); break;
    case 1: w_window(w, n, number(), number(), (unsigned)noise() % 4); break;
    case 2: w_move(w, n, number()); break;
    case 3:
    case 4:
        w_call(w, noise() % 8 ? noise() % 16 : XS_VSEL_CALLER, (unsigned)noise() % 64,
               noise() % 2 ? 0 : noise() & 0xffffffff01fff7ff);
        break;
    case 5:
    case 6: w_return(w); break;
    case 7: xs_clear(&w->hart, (unsigned)noise()); break;
    case 8: xs_chk(&w->hart, number(), number(), (unsigned)noise() % 4, noise() % 2); break;
    case 9: xs_query(&w->hart, (unsigned)noise() % 9, number(), noise() % 16, &w->x[10]); break;
    case 10: xs_load_global(&w->hart, n, number() % 64, (unsigned)noise()); break;
    case 11:
        for (unsigned i = 0; i < 4; i++)
            image.w[i] = number();
        xs_put_image(&w->hart, n, &image);
        xs_get_image(&w->hart, (unsigned)noise() % 32, &image);
        break;
    case 12: xs_csr_write(&w->hart, CSRS[noise() % (sizeof CSRS / sizeof *CSRS)], number()); break;
    case 13: xs_check(&w->hart, number(), 1u << noise() % 7, (enum xs_access)(noise() % 3)); break;
    case 14:
        w_interrupt(w, noise() % 2 ? SOURCE_LOW : SOURCE_HIGH, number());
        xs_walk(&w->hart, (uint32_t)number(), (uint32_t)noise() % 9, number(), (enum xs_access)(noise() % 3), &page);
        break;
    default: spoil(w);
    }
    w->x[2] = noise() % 2 ? PTR(2, noise() % 0x800 * 16) : w->x[2];
}

static void garbage_never_hurts_the_host(void **state)
{
    struct world *w = *state;
    const char *given = getenv("SEED");
    seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) * 2654435761u | 1;
    print_message("           SEED=%llu\n", (unsigned long long)seed);
    for (unsigned round = 0; round < 200; round++) {
        world_free(w);
        world_make(w);
        world_make_irq(w);
        for (unsigned i = 0; i < 1000; i++)
            one(w);
    }
}

static void garbage_linkage_without_a_bottom_ends(void **state)
{
    struct world *w = *state;
    for (uint64_t pa = LINKAGE_PA(0); pa < LINKAGE_PA(0) + FRAMES * XS_FRAME_SIZE; pa += XS_FRAME_SIZE)
        world_put_u64(w, pa + XS_FRAME_KIND_OFFSET, XS_FRAME_CALL | GATE_PLAIN << 16);
    xs_csr_write(&w->hart, CSR_XLSP, LINKAGE_PA(0) + 10 * XS_FRAME_SIZE);
    uint32_t reason = w_call(w, TO_SERVER, GATE_ONCE, 0);
    assert_true(reason == XS_REASON_NONE || reason == XS_REASON_WALK || reason == XS_REASON_FRAMES);
}

/* Linkage memory that ends inside the new frame: the call is refused whole, or fits. */
static void garbage_linkage_that_ends_refuses_the_call(void **state)
{
    struct world *w = *state;
    w->hart.fpe = true;
    xs_csr_write(&w->hart, CSR_XLSLIM, UINT64_MAX);
    for (uint64_t part = 0; part < XS_FRAME_SIZE; part += 8) { /* bytes of the new frame that are there */
        xs_csr_write(&w->hart, CSR_XLSP, RAM_BASE + RAM_SIZE - XS_FRAME_SIZE - part);
        uint64_t need = XS_FRAME_FREGS + 12 * 8;
        assert_int_equal(w_call(w, TO_SERVER, GATE_FP, 0), part < need ? XS_REASON_WALK : XS_REASON_NONE);
        if (part >= need)
            break;
    }
}

/* The same for what a return reads: header, saved registers, slots, and the frame below. */
static void garbage_linkage_that_ends_refuses_the_return(void **state)
{
    struct world *w = *state;
    w->hart.fpe = true;
    assert_done(w_call(w, TO_SERVER, GATE_FP, 0));
    assert_done(w_move(w, 14, 0)); /* the last slot */
    uint64_t whole[XS_FRAME_SIZE / 8];
    memcpy(whole, w->ram + (LINKAGE_PA(0) + XS_FRAME_SIZE - RAM_BASE), sizeof whole);
    for (uint64_t part = 0; part <= XS_FRAME_SIZE; part += 8) {
        memcpy(w->ram + RAM_SIZE - part, whole, part);
        xs_csr_write(&w->hart, CSR_XLSP, RAM_BASE + RAM_SIZE - part);
        assert_int_equal(w_return(w), part < XS_FRAME_SIZE ? XS_REASON_WALK : XS_REASON_NONE);
    }
}

static void garbage_linkage_that_begins_refuses_the_return(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    memmove(w->ram, w->ram + (LINKAGE_PA(0) + XS_FRAME_SIZE - RAM_BASE),
            0x60);                              /* over the GST's unused first line and CLIENT's */
    xs_csr_write(&w->hart, CSR_XLSP, RAM_BASE); /* nothing is below */
    assert_refused(w_return(w), WALK);
}

int run_garbage(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(garbage_never_hurts_the_host),
        T(garbage_linkage_without_a_bottom_ends),
        T(garbage_linkage_that_ends_refuses_the_call),
        T(garbage_linkage_that_ends_refuses_the_return),
        T(garbage_linkage_that_begins_refuses_the_return),
    };
    return cmocka_run_group_tests_name("garbage", tests, NULL, NULL);
}
