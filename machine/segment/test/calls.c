/* The far call: what it checks, and what the callee finds. Manual, chapter on sg.call. */
#include "groups.h"
#include "world.h"

static void call_makes_the_callees_world(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_load(w, 4, TO_DATA2));
    w->x[2] = PTR(2, 0x4030);
    xs_note_store(&w->hart, 0x2000);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(4)));
    struct xs_hart *h = &w->hart;
    assert_true(h->v == 1 << 4 && h->g == 1 << 4 && h->w == 0);
    assert_true(h->s1_selector == SERVER && h->s1_generation == GENERATION);
    assert_true(h->s2_limit == 0x4000 && h->lw == 0x4000);
    assert_true(w->x[2] == PTR(2, 0x4000) && w->x[1] == 0 && w->x[3] == 0 && w->x[4] == 0);
    assert_true(w->pc == PTR(1, 0x1000) && h->serial == 1);
    assert_int_equal(w->x[18], 0x1000 + 18); /* plain: the rest is shared */
    assert_refused(w_check(w, PTR(3, 0), 1, XS_LOAD), INVISIBLE);
}

static void call_protected_shows_the_passed_arguments_alone(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PROTECT, 0xf5)); /* gate takes a0-a3, caller passes a0 a2 a4-a7 */
    for (unsigned i = 1; i < 32; i++)
        assert_true(w->x[i] == (i == 2 ? PTR(2, STACK_TOP) : i == 10 || i == 12 ? 0x1000 + i : 0));
}

static void call_is_protected_when_either_side_asks(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_PROTECT));
    assert_int_equal(w->x[9], 0);
}

static void call_into_fp_gate_saves_and_clears_the_fp_file(void **state)
{
    struct world *w = *state;
    w->hart.fpe = true;
    assert_done(w_call(w, TO_SERVER, GATE_FP, (uint64_t)3 << 32 | (uint64_t)3 << 40));
    assert_true(w->hart.fpe && w->fcsr == 0);
    for (unsigned i = 0; i < 32; i++)
        assert_int_equal(w->f[i], i == 10 || i == 11 ? 0xf000 + i : 0);
    for (unsigned i = 0; i < 32; i++)
        w->f[i] = 0xbad00 + i;
    w->fcsr = 0xff;
    assert_done(w_return(w));
    assert_int_equal(w->fcsr, 0x21);
    for (unsigned i = 0; i < 32; i++)
        assert_int_equal(w->f[i], i == 8 || i == 9 || (i >= 18 && i <= 27) ? 0xf000 + i : i == 10 ? 0xbad00 + i : 0);
}

static void call_from_code_without_fp_does_not_share_the_outer_fp_file(void **state)
{
    struct world *w = *state;
    w->hart.fpe = true;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0)); /* SERVER runs without FP: f still is CLIENT's */
    assert_false(w->hart.fpe);
    assert_int_equal(w->f[8], 0xf008);
    assert_done(w_call(w, TO_OTHER, GATE_FP_PLAIN, (uint64_t)3 << 32 | (uint64_t)3 << 40));
    for (unsigned i = 0; i < 32; i++)
        assert_int_equal(w->f[i], 0);
    w->f[8] = w->f[10] = 0xbad;
    assert_done(w_return(w));
    assert_true(w->f[8] == 0xf008 && w->f[10] == 0);
    assert_done(w_return(w));
    assert_true(w->hart.fpe && w->f[8] == 0xf008 && w->fcsr == 0x21);
}

static void call_plain_between_fp_codes_shares_the_fp_file(void **state)
{
    struct world *w = *state;
    w->hart.fpe = true;
    assert_done(w_call(w, TO_SERVER, GATE_FP_PLAIN, 0));
    assert_int_equal(w->f[8], 0xf008);
    w->f[10] = 1;
    assert_done(w_return(w));
    assert_int_equal(w->f[10], 1);
}

static void call_refuses_bad_stack_pointers(void **state)
{
    static const uint64_t BAD[] = {0,
                                   STACK_TOP,
                                   PTR(3, 0x1000),
                                   PTR(1, 0x1000),
                                   PTR(15, 0x1000),
                                   PTR(2, STACK_TOP + 16),
                                   PTR(2, 0x1008),
                                   PTR(2, (uint64_t)1 << 59),
                                   UINT64_MAX};
    struct world *w = *state;
    for (unsigned i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        w->x[2] = BAD[i];
        assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, 0), STACK_POINTER);
    }
    w->x[2] = PTR(2, STACK_TOP);
    xs_csr_write(&w->hart, CSR_XS2BASE, STACK_TOP - 0x10);
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, 0), STACK);
    w->x[2] = PTR(2, STACK_TOP - 0x20); /* below the base */
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, 0), STACK_POINTER);
    xs_csr_write(&w->hart, CSR_XS2, 0);
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, 0), STACK_POINTER);
}

static void call_admits_exactly_the_declared_stack(void **state)
{
    struct world *w = *state;
    w->x[2] = PTR(2, 0x7000 - 16);
    assert_refused(w_call(w, TO_SERVER, GATE_BIG, 0), STACK);
    w->x[2] = PTR(2, 0x7000);
    assert_done(w_call(w, TO_SERVER, GATE_BIG, 0));
    assert_int_equal(w->hart.s2_limit, 0x7000);
}

static void call_admits_exactly_the_declared_frames(void **state)
{
    struct world *w = *state;
    for (unsigned free = FRAMES - 1; free > 0; free--) { /* frames above the bottom one */
        bool room = free >= 21;                          /* GATE_DEEP: its own and 20 more */
        xs_csr_write(&w->hart, CSR_XLSP, LINKAGE_PA(0) + (FRAMES - 1 - free) * XS_FRAME_SIZE);
        if (!room)
            assert_refused(w_call(w, TO_SERVER, GATE_DEEP, 0), FRAMES);
    }
    xs_csr_write(&w->hart, CSR_XLSP, LINKAGE_PA(0) + 2 * XS_FRAME_SIZE);
    assert_done(w_call(w, TO_SERVER, GATE_DEEP, 0));
}

static void call_depth_is_bounded_by_lslim(void **state)
{
    struct world *w = *state;
    for (unsigned i = 0; i < FRAMES - 1; i++)
        assert_done(w_call(w, i % 2 ? TO_CLIENT : TO_SERVER, GATE_PLAIN, 0));
    assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, 0), FRAMES);
    for (unsigned i = 0; i < FRAMES - 1; i++)
        assert_done(w_return(w));
    assert_refused(w_return(w), BOTTOM);
}

static void call_of_once_gates_is_not_reentered(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_ONCE, 0));
    assert_refused(w_call(w, TO_SERVER, GATE_ONCE, 0), REENTERED);
    assert_done(w_call(w, TO_OTHER, GATE_ONCE, 0)); /* another code's gate */
    assert_refused(w_call(w, TO_SERVER, GATE_ONCE, 0), REENTERED);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0)); /* another gate of it */
    assert_refused(w_call(w, TO_OTHER, GATE_ONCE, 0), REENTERED);
    assert_done(w_return(w));
    assert_done(w_return(w));
    assert_done(w_return(w));
    assert_done(w_call(w, TO_SERVER, GATE_ONCE, 0));
}

static void call_operand_bits_that_are_reserved_are_refused(void **state)
{
    struct world *w = *state;
    for (unsigned bit = 0; bit < 64; bit++) {
        const uint64_t known = 0xffffffff01fff7ff; /* abi/layout.yaml `mask` */
        if (!(known >> bit & 1))
            assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, (uint64_t)1 << bit), OPERAND);
    }
    for (unsigned bit = 16; bit < 64; bit++) {
        assert_refused(w_call(w, TO_SERVER | (uint64_t)1 << bit, GATE_PLAIN, 0), OPERAND);
        assert_refused(w_load(w, 3, TO_DATA | (uint64_t)1 << bit), OPERAND);
    }
}

static void call_grants_only_what_the_caller_sees(void **state)
{
    struct world *w = *state;
    for (unsigned n = 3; n <= 14; n++)
        assert_refused(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(n)), GRANT);
    assert_done(w_load(w, 7, TO_DATA));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_refused(w_call(w, TO_OTHER, GATE_PLAIN, MASK_GRANT(7)), GRANT); /* latent is not its to give */
}

int run_call(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(call_makes_the_callees_world),
        T(call_protected_shows_the_passed_arguments_alone),
        T(call_is_protected_when_either_side_asks),
        T(call_into_fp_gate_saves_and_clears_the_fp_file),
        T(call_from_code_without_fp_does_not_share_the_outer_fp_file),
        T(call_plain_between_fp_codes_shares_the_fp_file),
        T(call_refuses_bad_stack_pointers),
        T(call_admits_exactly_the_declared_stack),
        T(call_admits_exactly_the_declared_frames),
        T(call_depth_is_bounded_by_lslim),
        T(call_of_once_gates_is_not_reentered),
        T(call_operand_bits_that_are_reserved_are_refused),
        T(call_grants_only_what_the_caller_sees),
    };
    return cmocka_run_group_tests_name("far call", tests, NULL, NULL);
}
