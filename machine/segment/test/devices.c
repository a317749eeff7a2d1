/* Devices that hold segments: what goes into their registers, and what every one of their accesses is checked for (manual, chapter 21). */
#include "groups.h"
#include "reasons.h"
#include "segment/device.h"

enum { DR = 2, V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };

static struct xs_device device;

static struct world *fresh(void **state)
{
    struct world *w = *state;
    xs_device_reset(&device, w->hart.port);
    xs_device_set_gst(&device, GST_PA);
    xs_device_set_mode(&device, true);
    return w;
}

/* sg.dev: the register that `ptr` points into goes to device register DR. */
static uint32_t give(struct world *w, uint64_t ptr)
{
    struct xs_reg image = {{0}};
    uint64_t before = world_hash(w);
    struct xs_fault f = xs_device_value(&w->hart, ptr, &image);
    assert_true(world_hash(w) == before); /* it changes nothing of the hart, done or refused */
    if (!f.cause)
        xs_device_put(&device, DR, &image);
    else
        assert_true(f.cause == XS_CAUSE_SEGMENT_LOAD && f.stval == ptr);
    return f.reason;
}

/* One access of the device; answers the reason of its refusal, 0: done. */
static uint32_t dma(uint64_t address, uint64_t size, enum xs_access access, uint64_t *pa)
{
    uint64_t count = xs_dmafault_count(&device.state.fault);
    bool done = xs_device_check(&device, address, size, access) && xs_device_reach(&device, address, size, access, pa);
    assert_int_equal(xs_dmafault_count(&device.state.fault), count + !done);
    if (done)
        return 0;
    assert_true(device.state.fault_address == address);
    assert_int_equal(xs_dmafault_access(&device.state.fault), access);
    assert_int_equal(xs_dmafault_register(&device.state.fault), address >> 60);
    return (uint32_t)xs_dmafault_reason(&device.state.fault);
}

static void claim_O8_a_device_reaches_what_its_driver_gave_it(void **state)
{
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0x10)));
    assert_done(dma(PTR(DR, 0x123), 8, XS_STORE, &pa));
    assert_true(pa == PAGES_PA(DATA) + 0x123);
    for (unsigned n = 0; n < XS_DEVICE_REGS; n++) /* and by no other register */
        if (n != DR)
            assert_refused(dma(PTR(n, 0x123), 8, XS_LOAD, &pa), EMPTY);
}

static void claim_O8_windows_keep_their_bounds_and_permissions(void **state)
{
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(w_window(w, 4, PTR(3, 0x100), 0x40, XS_PERM_R));
    assert_done(give(w, PTR(4, 0x100)));
    assert_done(dma(PTR(DR, 0x100), 0x40, XS_LOAD, &pa));
    assert_refused(dma(PTR(DR, 0x100), 0x40, XS_STORE, &pa), PERMISSION);
    assert_refused(dma(PTR(DR, 0xff), 1, XS_LOAD, &pa), BOUNDS);
    assert_refused(dma(PTR(DR, 0x100), 0x41, XS_LOAD, &pa), BOUNDS);
    assert_refused(dma(PTR(DR, 0x13f), 2, XS_LOAD, &pa), BOUNDS);
    assert_refused(dma(PTR(DR, 0x140), 1, XS_LOAD, &pa), BOUNDS);
    assert_refused(dma(PTR(DR, 0x100), UINT64_MAX, XS_LOAD, &pa), BOUNDS);
    assert_done(w_window(w, 5, PTR(3, 0x100), 0x40, XS_PERM_W));
    assert_done(give(w, PTR(5, 0x100)));
    assert_refused(dma(PTR(DR, 0x100), 1, XS_LOAD, &pa), PERMISSION);
}

static void rule_10_devices_hold_keepable_data_alone(void **state)
{
    struct world *w = fresh(state);
    assert_done(w_load(w, 3, TO_DATA)); /* the same pages, but not keepable */
    MEET(give(w, PTR(3, 0)), NOT_KEEPABLE);
    assert_done(w_window(w, 4, PTR(3, 0), 8, 3));
    MEET(give(w, PTR(4, 0)), NOT_KEEPABLE);
    assert_done(w_window(w, 5, PTR(1, 0), 8, 3)); /* code */
    MEET(give(w, PTR(5, 0)), NOT_KEEPABLE);
    assert_done(w_window(w, 6, PTR(2, 0), 8, 3)); /* the stack */
    MEET(give(w, PTR(6, 0)), NOT_KEEPABLE);
    MEET(give(w, PTR(1, 0)), REGISTER);
    MEET(give(w, PTR(2, 0)), REGISTER);
    MEET(give(w, PTR(15, 0)), REGISTER);
    MEET(give(w, PTR(7, 0)), INVISIBLE);
    assert_done(w_move(w, 7, 0));
    MEET(give(w, PTR(7, 0)), EMPTY);
    assert_done(w_load(w, 8, TO_ALIAS));
    xs_clear(&w->hart, 1 << 5);
    MEET(give(w, PTR(8, 0)), INVISIBLE); /* latent: another's */
    MEET(xs_device_refused(PTR(3, 0), XS_REASON_NO_DEVICE).reason, NO_DEVICE);
}

/* An image with the keep bit and the thread bit cannot come from a load; a kernel that forges one is refused all the same. */
static void rule_11_a_thread_segment_never_goes_to_a_device(void **state)
{
    struct world *w = fresh(state);
    assert_done(w_window(w, 3, PTR(2, 0), 64, 3));
    w->hart.reg[3].keep = true;
    MEET(give(w, PTR(3, 0)), NOT_KEEPABLE);
    w->hart.reg[3].thread = false;
    MEET(give(w, PTR(3, 0)), KIND);
}

static void nibble_0_empties_a_device_register(void **state)
{
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_done(dma(PTR(DR, 0), 1, XS_LOAD, &pa));
    assert_done(give(w, 0));
    assert_refused(dma(PTR(DR, 0), 1, XS_LOAD, &pa), EMPTY);
}

static void device_register_0_stays_empty(void **state)
{
    struct world *w = fresh(state);
    struct xs_reg image;
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_int_equal(xs_device_value(&w->hart, PTR(3, 0), &image).cause, 0);
    xs_device_put(&device, 0, &image);
    xs_device_put(&device, XS_DEVICE_REGS, &image);
    assert_refused(dma(0x10, 1, XS_LOAD, &pa), EMPTY); /* a descriptor of zeros names nothing */
}

static void claim_O8_revocation_reaches_a_device_at_once(void **state)
{
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_done(dma(PTR(DR, 0), 8, XS_STORE, &pa)); /* in the look-aside buffer now */
    world_revoke(w, ALIAS);
    xs_device_invalidate(&device, XS_INVAL_SELECTOR, ALIAS, 0);
    assert_refused(dma(PTR(DR, 0), 8, XS_STORE, &pa), STALE);
    MEET(give(w, PTR(3, 0)), STALE); /* nor may the old register be given again */
    assert_refused(dma(PTR(DR, 0), 8, XS_LOAD, &pa), STALE);
}

static void claim_O8_invalidation_drops_pages_that_a_device_holds(void **state)
{
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    world_map(w, DATA, 0, PAGES_PA(DATA2), V | R | W | U | A | D);
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    assert_true(pa == PAGES_PA(DATA)); /* held */
    xs_device_invalidate(&device, XS_INVAL_SELECTOR, DATA2, 0);
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    assert_true(pa == PAGES_PA(DATA)); /* another selector's invalidation is not its */
    xs_device_invalidate(&device, XS_INVAL_SELECTOR, ALIAS, 0);
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    assert_true(pa == PAGES_PA(DATA2));
    world_map(w, DATA, 0, PAGES_PA(DATA), V | R | W | U | A | D);
    xs_device_invalidate(&device, XS_INVAL_ALL, 0, 0);
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    assert_true(pa == PAGES_PA(DATA));
}

static uint32_t with_bits(struct world *w, unsigned bits, enum xs_access access)
{
    uint64_t pa;
    world_map(w, DATA, 0, PAGES_PA(DATA), bits);
    xs_device_invalidate(&device, XS_INVAL_ALL, 0, 0);
    return dma(PTR(DR, 8), 8, access, &pa);
}

static void rule_3_code_is_no_target_of_dma(void **state)
{
    struct world *w = fresh(state);
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_refused(with_bits(w, V | R | X | U | A, XS_LOAD), PAGE_PERMISSION);
    assert_refused(with_bits(w, V | R | X | U | A, XS_STORE), PAGE_PERMISSION);
    assert_refused(with_bits(w, V | R | W | X | U | A | D, XS_STORE), TABLE);
    assert_refused(with_bits(w, V | R | U | A, XS_STORE), PAGE_PERMISSION);
    assert_done(with_bits(w, V | R | U | A, XS_LOAD));
    assert_refused(with_bits(w, V | R | W | A | D, XS_LOAD), PAGE_PERMISSION);  /* U = 0 */
    assert_refused(with_bits(w, V | R | W | U | D, XS_LOAD), PAGE_PERMISSION);  /* A = 0 */
    assert_refused(with_bits(w, V | R | W | U | A, XS_STORE), PAGE_PERMISSION); /* D = 0 */
    assert_refused(with_bits(w, 0, XS_LOAD), PAGE_ABSENT);
}

/* A kernel that lets a keepable descriptor become another kind: the device's walk looks at what is there now. */
static void devices_walk_tables_of_data_alone(void **state)
{
    static const unsigned kinds[] = {XS_KIND_CODE, XS_KIND_THREAD, XS_KIND_OBJECT};
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    for (unsigned i = 0; i < 3; i++) {
        struct xs_desc d;
        world_get_desc(w, ALIAS, &d);
        xs_desc_set_kind(&d, kinds[i]);
        world_put_desc(w, ALIAS, &d);
        xs_device_invalidate(&device, XS_INVAL_SELECTOR, ALIAS, 0);
        assert_refused(dma(PTR(DR, 0), 8, XS_LOAD, &pa), KIND);
    }
}

static void a_reach_ends_with_the_page(void **state)
{
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_int_equal(xs_device_reach(&device, PTR(DR, 0xff0), 0x100, XS_LOAD, &pa), 0x10);
    assert_int_equal(xs_device_reach(&device, PTR(DR, 0xf00), 0x100, XS_LOAD, &pa), 0x100);
    assert_refused(dma(PTR(DR, 0x1000), 8, XS_LOAD, &pa), PAGE_ABSENT);
}

static void a_warm_device_reads_no_table(void **state)
{
    struct world *w = fresh(state);
    const uint64_t *n = device.counters.n;
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    assert_int_equal(n[XS_CTR_TABLE_READS], 1);
    assert_int_equal(n[XS_CTR_PTE_READS], 3);
    assert_done(dma(PTR(DR, 64), 8, XS_STORE, &pa));
    assert_int_equal(n[XS_CTR_TABLE_READS], 1);
    assert_int_equal(n[XS_CTR_PTE_READS], 3);
}

static uint64_t noise(void)
{
    static uint64_t seed = 20261126;
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed * 0x2545f4914f6cdd1d;
}

/* Whatever a register holds: a device reaches by it what a hart reaches by it, byte for byte, and for the same reasons not. */
static void claim_O8_device_and_hart_agree(void **state)
{
    struct world *w = fresh(state);
    unsigned done = 0, refused = 0;
    for (unsigned page = 0; page < 4; page++)
        world_map(w, DATA, page * 0x1000, PAGES_PA(DATA) + page * 0x1000,
                  page == 2   ? V | R | U | A
                  : page == 3 ? 0
                              : 0xd7);
    assert_done(w_load(w, 3, TO_ALIAS));
    for (unsigned i = 0; i < 100000; i++) {
        if (i % 16 == 0) {
            uint64_t base = noise() % 0x4000, size = 1 + noise() % 0x2000;
            assert_done(w_window(w, 4, PTR(3, base), size, (unsigned)noise() % 4));
            assert_done(give(w, PTR(4, 0)));
        }
        if (noise() % 64 == 0) {
            world_revoke(w, DATA2);
            xs_device_invalidate(&device, XS_INVAL_ALL, 0, 0);
        }
        uint64_t offset = noise() % 0x5000, pa = 0;
        unsigned size = 1u << noise() % 4;
        offset -= offset % size;
        enum xs_access access = noise() % 2 ? XS_LOAD : XS_STORE;
        struct xs_page page;
        uint32_t hart = w_check(w, PTR(4, offset), size, access);
        if (hart == XS_REASON_MISALIGNED)
            hart = XS_REASON_BOUNDS; /* a hart tells where it begins; a device does not */
        if (hart == XS_REASON_NONE)
            hart = w_walk(w, ALIAS, GENERATION, offset, access, &page);
        assert_int_equal(dma(PTR(DR, offset), size, access, &pa), hart);
        if (hart == XS_REASON_NONE)
            assert_true(pa == page.pa + offset % 0x1000);
        *(hart == XS_REASON_NONE ? &done : &refused) += 1;
    }
    assert_in_range(done, 2000, 98000);
    assert_in_range(refused, 2000, 98000);
}

/* Registers, tables and addresses of noise: every access ends, is refused or lies where memory is or is not; the port decides. */
static void garbage_never_leads_a_device_astray(void **state)
{
    struct world *w = fresh(state);
    for (unsigned i = 0; i < 100000; i++) {
        struct xs_reg image = {{noise(), noise() >> noise() % 64, noise() >> noise() % 64, noise()}};
        uint64_t pa = 0, size = 1 + (noise() >> noise() % 64), n;
        if (noise() % 2)
            image.w[0] = ALIAS | (uint64_t)GENERATION << 32 | (noise() & 0x1f) << 24;
        xs_device_put(&device, (unsigned)noise() % 20, &image);
        if (noise() % 4 == 0)
            world_put_u64(w, GST_PA + noise() % 0x800 * 8, noise() >> noise() % 64);
        if (noise() % 4 == 0)
            world_put_u64(w, ROOT_PA(DATA) + noise() % 0x600 * 8, noise() >> noise() % 64);
        if (noise() % 4 == 0)
            xs_device_invalidate(&device, (unsigned)noise() % 5, noise() % 32, noise() % 16);
        n = xs_device_reach(&device, noise() >> (noise() % 2 ? 0 : 40), size, noise() % 2 ? XS_LOAD : XS_STORE, &pa);
        assert_true(n <= size && n <= 0x1000);
    }
}

static void another_table_or_mode_begins_with_nothing(void **state)
{
    struct world *w = fresh(state);
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    xs_device_set_gst(&device, RAM_BASE + RAM_SIZE);
    assert_refused(dma(PTR(DR, 0), 8, XS_LOAD, &pa), WALK);
    xs_device_set_gst(&device, GST_PA);
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    xs_device_set_mode(&device, true);
    assert_refused(dma(PTR(DR, 0), 8, XS_LOAD, &pa), EMPTY);
    assert_done(give(w, PTR(3, 0)));
    xs_device_clear(&device);
    assert_refused(dma(PTR(DR, 0), 8, XS_LOAD, &pa), EMPTY);
}

/* In physical mode the board does not tell a device of invalidations: what it held may be old. */
static void claim_O8_segment_mode_begins_with_no_page(void **state)
{
    struct world *w = fresh(state);
    struct xs_reg old;
    uint64_t pa;
    assert_done(w_load(w, 3, TO_ALIAS));
    assert_done(give(w, PTR(3, 0)));
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    xs_device_set_mode(&device, false);
    world_map(w, DATA, 0, PAGES_PA(DATA2), V | R | W | U | A | D);
    xs_device_set_mode(&device, true);
    assert_done(give(w, PTR(3, 0)));
    assert_done(dma(PTR(DR, 0), 8, XS_LOAD, &pa));
    assert_true(pa == PAGES_PA(DATA2));
    assert_int_equal(xs_device_value(&w->hart, PTR(3, 0), &old).cause, 0);
    xs_device_set_mode(&device, false);
    world_revoke(w, ALIAS);
    xs_device_set_mode(&device, true);
    xs_device_put(&device, DR, &old);
    assert_refused(dma(PTR(DR, 0), 8, XS_LOAD, &pa), STALE);
}

int run_devices(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(claim_O8_a_device_reaches_what_its_driver_gave_it),
        TEST(claim_O8_windows_keep_their_bounds_and_permissions),
        TEST(rule_10_devices_hold_keepable_data_alone),
        TEST(rule_11_a_thread_segment_never_goes_to_a_device),
        TEST(nibble_0_empties_a_device_register),
        TEST(device_register_0_stays_empty),
        TEST(claim_O8_revocation_reaches_a_device_at_once),
        TEST(claim_O8_invalidation_drops_pages_that_a_device_holds),
        TEST(rule_3_code_is_no_target_of_dma),
        TEST(devices_walk_tables_of_data_alone),
        TEST(a_reach_ends_with_the_page),
        TEST(a_warm_device_reads_no_table),
        TEST(claim_O8_device_and_hart_agree),
        TEST(garbage_never_leads_a_device_astray),
        TEST(claim_O8_segment_mode_begins_with_no_page),
        TEST(another_table_or_mode_begins_with_nothing),
    };
    return cmocka_run_group_tests_name("devices", tests, NULL, NULL);
}
