/* CSRs, images, the look-aside buffer and its invalidation. */
#include "groups.h"
#include "world.h"

#include <string.h>

static uint64_t csr(const struct world *w, unsigned number)
{
    uint64_t value = 0;
    assert_true(xs_csr_read(&w->hart, number, &value));
    return value;
}

static void csrs_keep_the_bits_that_exist(void **state)
{
    struct world *w = *state;
    static const struct {
        unsigned number;
        uint64_t all; /* what remains of all ones */
    } rows[] = {
        {CSR_XSV, 0xfff8},
        {CSR_XSW, 0x7ff8},
        {CSR_XSG, 0x7ff8},
        {CSR_XLSP, 0xfffffffffffff8},
        {CSR_XLSLIM, 0xfffffffffffff8},
        {CSR_XDL, UINT64_MAX},
        {CSR_XSLW, XS_LIMIT_MAX},
        {CSR_XFPE, 1},
        {CSR_XS1, 0xffffffff00ffffff},
        {CSR_XS2, 0xffffffff00ffffff},
        {CSR_XS2BASE, XS_LIMIT_MAX},
        {CSR_XS2LIM, XS_LIMIT_MAX},
        {CSR_XTID, UINT32_MAX},
        {CSR_XSERIAL, UINT64_MAX},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t epoch = w->hart.epoch;
        assert_true(xs_csr_write(&w->hart, rows[i].number, UINT64_MAX));
        assert_true(csr(w, rows[i].number) == rows[i].all);
        assert_true(w->hart.epoch > epoch);
        assert_true(xs_csr_write(&w->hart, rows[i].number, 0));
        assert_true(csr(w, rows[i].number) == 0);
    }
    assert_false(xs_csr_write(&w->hart, CSR_XLW, 0));
    assert_false(xs_csr_write(&w->hart, CSR_XSVALID, 0));
    assert_false(xs_csr_write(&w->hart, CSR_XINFO, 0)); /* the core's */
    uint64_t value;
    assert_false(xs_csr_read(&w->hart, CSR_XINFO, &value));
}

static void csr_xlw_is_a_pointer(void **state)
{
    struct world *w = *state;
    xs_note_store(&w->hart, 0x1234);
    assert_true(csr(w, CSR_XLW) == PTR(2, 0x1200));
    assert_true(csr(w, CSR_XSLW) == 0x1200);
}

static void csr_xsvalid_tells_latent_registers_too(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_load(w, 14, TO_DATA));
    xs_clear(&w->hart, 0xfff);
    assert_true(csr(w, CSR_XSVALID) == (1 << 3 | 1 << 14));
}

static void images_round_trip_and_spill_nothing(void **state)
{
    struct world *w = *state;
    struct xs_reg image, again, none = {0};
    assert_done(w_window(w, 3, PTR(2, 0x100), 0x40, 2));
    xs_get_image(&w->hart, 3, &image);
    uint64_t spills = w->counters.n[XS_CTR_SPILL_WRITES], v = csr(w, CSR_XSV), mask = csr(w, CSR_XSW);
    xs_put_image(&w->hart, 9, &image);
    xs_get_image(&w->hart, 9, &again);
    assert_memory_equal(&image, &again, sizeof image);
    assert_true(w->counters.n[XS_CTR_SPILL_WRITES] == spills && csr(w, CSR_XSV) == v && csr(w, CSR_XSW) == mask);
    xs_put_image(&w->hart, 9, &none);
    assert_false(w->hart.reg[9].valid);
    for (unsigned n = 0; n < 32; n++)
        if (n < 3 || n > 14) {
            xs_put_image(&w->hart, n, &image);
            xs_get_image(&w->hart, n, &again);
            assert_memory_equal(&again, &none, sizeof none);
        }
}

static void kernel_loads_go_through_write(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, MASK_GRANT(3)));
    assert_int_equal(xs_load_global(&w->hart, 3, DATA2, 1).cause, 0);
    assert_false(xs_user_view(&w->hart, 3).w);
    assert_int_equal(xs_user_view(&w->hart, 3).selector, DATA2);
    assert_false(xs_chk(&w->hart, PTR(3, 0), 8, 1, false)); /* not a grant any more */
    assert_done(w_return(w));
    assert_int_equal(xs_user_view(&w->hart, 3).selector, DATA);
}

static void clear_hides_without_a_spill(void **state)
{
    struct world *w = *state;
    assert_done(w_load(w, 3, TO_DATA));
    assert_done(w_load(w, 14, TO_DATA2));
    uint64_t spills = w->counters.n[XS_CTR_SPILL_WRITES];
    xs_clear(&w->hart, 0x800);
    assert_true(csr(w, CSR_XSV) == (XS_MASK_T | 1 << 3));
    assert_int_equal(w->counters.n[XS_CTR_SPILL_WRITES], spills);
    xs_clear(&w->hart, ~0u); /* T is not a register */
    assert_true(csr(w, CSR_XSV) == XS_MASK_T);
}

/* Reads of tables that `vsel` costs as a load, and what it finds. */
static uint64_t load_cost(struct world *w, uint64_t vsel, uint32_t reason)
{
    uint64_t before = w->counters.n[XS_CTR_TABLE_READS];
    assert_int_equal(w_load(w, 3, vsel), reason);
    return w->counters.n[XS_CTR_TABLE_READS] - before;
}

static void slb_entry_goes_by_vst_invalidation(void **state)
{
    struct world *w = *state;
    struct xs_vste none = {0};
    assert_int_equal(load_cost(w, TO_DATA, 0), 3); /* CLIENT's descriptor, the entry, DATA's descriptor */
    assert_int_equal(load_cost(w, TO_DATA, 0), 0);
    world_put_entry(w, CLIENT, TO_DATA, &none);
    xs_invalidate(&w->hart, XS_INVAL_VST, SERVER, TO_DATA); /* another owner's, another entry */
    xs_invalidate(&w->hart, XS_INVAL_VST, CLIENT, TO_DATA2);
    xs_invalidate(&w->hart, XS_INVAL_GATES, CLIENT, 0);
    assert_int_equal(load_cost(w, TO_DATA, 0), 0);
    xs_invalidate(&w->hart, XS_INVAL_VST, CLIENT, TO_DATA);
    assert_int_equal(load_cost(w, TO_DATA, XS_REASON_SELECTOR), 1);
    assert_int_equal(load_cost(w, TO_DATA, XS_REASON_SELECTOR), 1); /* what is not there is not cached */
}

static void slb_gates_go_by_gate_invalidation(void **state)
{
    struct world *w = *state;
    struct xs_gate g = world_gate(GATE_PLAIN);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_done(w_return(w));
    xs_gate_set_entry(&g, 0x2000);
    world_put_gate(w, SERVER, GATE_PLAIN, &g);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_true(w->pc == PTR(1, 0x1000));
    assert_done(w_return(w));
    xs_invalidate(&w->hart, XS_INVAL_GATES, SERVER, 0);
    assert_done(w_call(w, TO_SERVER, GATE_PLAIN, 0));
    assert_true(w->pc == PTR(1, 0x2000));
}

static void slb_drops_all(void **state)
{
    struct world *w = *state;
    assert_int_equal(load_cost(w, TO_DATA, 0), 3);
    xs_invalidate(&w->hart, XS_INVAL_ALL, 0, 0);
    assert_int_equal(load_cost(w, TO_DATA, 0), 3);
    xs_set_gst(&w->hart, GST_PA);
    assert_int_equal(load_cost(w, TO_DATA, 0), 0);
    xs_set_gst(&w->hart, GST_PA + XS_DESC_SIZE); /* another table */
    assert_int_equal(load_cost(w, TO_DATA, 0), 3);
}

int run_state(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(csrs_keep_the_bits_that_exist),
        T(csr_xlw_is_a_pointer),
        T(csr_xsvalid_tells_latent_registers_too),

        T(images_round_trip_and_spill_nothing),
        T(kernel_loads_go_through_write),
        T(clear_hides_without_a_spill),
        T(slb_entry_goes_by_vst_invalidation),
        T(slb_gates_go_by_gate_invalidation),
        T(slb_drops_all),
    };
    return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
