/* The far return: everything is as it was at the call, or nothing happens. Manual, chapter on sg.ret. */
#include "groups.h"
#include "world.h"

#include <string.h>

struct snapshot {
    struct xs_reg reg[16];
    uint64_t csr[8], x[32];
};
static const unsigned KEPT[8] = {CSR_XSV, CSR_XSW, CSR_XSG, CSR_XLSP, CSR_XFPE, CSR_XS1, CSR_XS2LIM, CSR_XS2};

static void take(const struct world *w, struct snapshot *s)
{
    memset(s, 0, sizeof *s);
    for (unsigned n = 3; n <= 14; n++)
        xs_get_image(&w->hart, n, &s->reg[n]);
    for (unsigned i = 0; i < 8; i++)
        assert_true(xs_csr_read(&w->hart, KEPT[i], &s->csr[i]));
    memcpy(s->x, w->x, sizeof s->x);
}

static void return_restores_every_register(void **state)
{
    struct world *w = *state;
    struct snapshot before, after;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_load(w, 4, TO_DATA2));
    assert_done(w_window(w, 11, PTR(3, 0x10), 0x10, 1));
    take(w, &before);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(11) | MASK_GRANT(3)));
    for (unsigned n = 3; n <= 14; n++)
        assert_done(w_load(w, n, TO_DATA2));
    xs_clear(&w->hart, 0xfff);
    assert_done(w_load(w, 3, TO_DATA2));
    assert_done(w_return(w));
    take(w, &after);
    after.x[5] = before.x[5]; /* t0 tells success */
    after.x[1] = before.x[1]; /* ra is the stub's */
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(w->x[5], 0);
    assert_int_equal(w->x[1], 0);
    assert_int_equal(w->pc, PTR(1, 0x404));
}

static void return_plain_keeps_what_the_callee_left(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    w->x[8] = 77;
    w->x[10] = 88;
    w->x[3] = w->x[4] = w->x[2] = 99;
    assert_done(w_return(w));
    assert_true(w->x[8] == 77 && w->x[10] == 88 && w->x[3] == 0x1003 && w->x[4] == 0x1004 &&
                w->x[2] == PTR(2, STACK_TOP));
}

static void return_protected_brings_agreed_results_alone(void **state)
{
    struct world *w = *state;
    for (unsigned results = 0; results < 4; results++) {
        for (unsigned i = 1; i < 32; i++)
            w->x[i] = i == 2 ? PTR(2, STACK_TOP) : 0x1000 + i;
        assert_done(w_call(w, TO_SERVER, GATE_PROTECT, (uint64_t)results << 8));
        for (unsigned i = 1; i < 32; i++)
            w->x[i] = 0xbad0 + i;
        assert_done(w_return(w));
        for (unsigned i = 1; i < 32; i++) {
            bool saved = i == 8 || i == 9 || (i >= 18 && i <= 27) || i == 3 || i == 4;
            uint64_t result = i == 10 && (results & 1) ? 0xbad0 + 10 : 0; /* the gate returns a0 only */
            assert_true(w->x[i] == (saved ? 0x1000 + i : i == 2 ? PTR(2, STACK_TOP) : result));
        }
    }
}

static void return_low_water_mark_is_the_lower(void **state)
{
    struct world *w = *state;
    xs_note_store(&w->hart, 0x7008);
    assert_int_equal(w->hart.lw, 0x7000);
    w->x[2] = PTR(2, 0x6000);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_int_equal(w->hart.lw, 0x6000);
    xs_note_store(&w->hart, 0x5001);
    assert_done(w_return(w));
    assert_int_equal(w->hart.lw, 0x5000);
    for (uint64_t o = 0x5000; o < 0x6000; o += 64)
        xs_note_zero(&w->hart, o);
    assert_int_equal(w->hart.lw, 0x6000);
    xs_note_zero(&w->hart, 0x3000); /* zeroing elsewhere is a store */
    assert_int_equal(w->hart.lw, 0x3000);
}

static void return_from_the_bottom_is_refused(void **state)
{
    struct world *w = *state;
    assert_refused(w_return(w), BOTTOM);
}

static void return_to_a_revoked_caller_is_refused(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    world_revoke(w, CLIENT);
    assert_refused(w_return(w), RETURN_STALE);
}

static void return_to_a_revoked_stack_is_refused(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    world_revoke(w, THREAD);
    assert_refused(w_return(w), RETURN_STALE);
}

static void return_of_forged_interrupt_frames_is_refused(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    uint64_t pa = LINKAGE_PA(0) + XS_FRAME_SIZE + XS_FRAME_KIND_OFFSET, word = world_get_u64(w, pa);
    world_put_u64(w, pa, (word & ~(uint64_t)3) | XS_FRAME_INTERRUPT);
    assert_refused(w_return(w), TABLE); /* no handler runs */
    assert_refused(w_call(w, XS_VSEL_CALLER, GATE_CALLBACK, 0), CALLER);
    world_put_u64(w, pa, word | 3);
    assert_refused(w_return(w), TABLE);
}

static void latent_registers_survive_untouched(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 9, TO_DATA));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_true(w->hart.reg[9].valid); /* latent, not lost */
    assert_refused(w_move(w, 3, PTR(9, 0)), INVISIBLE);
    assert_refused(w_window(w, 3, PTR(9, 0), 8, 3), INVISIBLE);
    assert_done(w_call(w, TO_OTHER, GATE_PLAIN, 0));
    assert_done(w_load(w, 9, TO_DATA2)); /* two frames above: one spill */
    assert_done(w_return(w));
    assert_refused(w_check(w, PTR(9, 0), 1, XS_LOAD), INVISIBLE);
    assert_done(w_return(w));
    assert_done(w_check(w, PTR(9, 0), 1, XS_STORE));
    assert_int_equal(xs_user_view(&w->hart, 9).selector, DATA);
}

static void serial_names_the_current_call(void **state)
{
    struct world *w = *state;
    assert_int_equal(w_query(w, XS_QUERY_SERIAL, 0, 0), 0);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_done(w_call(w, TO_OTHER, GATE_PLAIN, 0));
    assert_int_equal(w_query(w, XS_QUERY_SERIAL, 0, 0), 2);
    assert_done(w_return(w));
    assert_int_equal(w_query(w, XS_QUERY_SERIAL, 0, 0), 1);
    assert_done(w_call(w, TO_OTHER, GATE_PLAIN, 0));
    assert_int_equal(w_query(w, XS_QUERY_SERIAL, 0, 0), 3); /* never the same again */
    assert_done(w_return(w));
    assert_done(w_return(w));
    xs_csr_write(&w->hart, CSR_XSERIAL, (uint64_t)UINT32_MAX << 32);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_int_equal(w_query(w, XS_QUERY_SERIAL, 0, 0), 1); /* 0 stays the bottom frame's */
}

/* A kernel may write anything into a frame; code lies at even addresses. */
static void return_drops_the_lowest_bit_of_the_pc(void **state)
{
    struct world *w = *state;
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    world_put_u64(w, w->hart.lsp + XS_FRAME_PC_OFFSET, PTR(1, 0x1fff));
    assert_done(w_return(w));
    assert_true(w->pc == PTR(1, 0x1ffe));
}

int run_return(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(return_restores_every_register),
        T(return_plain_keeps_what_the_callee_left),
        T(return_protected_brings_agreed_results_alone),
        T(return_low_water_mark_is_the_lower),
        T(return_from_the_bottom_is_refused),
        T(return_to_a_revoked_caller_is_refused),
        T(return_to_a_revoked_stack_is_refused),
        T(return_of_forged_interrupt_frames_is_refused),
        T(return_drops_the_lowest_bit_of_the_pc),
        T(latent_registers_survive_untouched),
        T(serial_names_the_current_call),
    };
    return cmocka_run_group_tests_name("far return", tests, NULL, NULL);
}
