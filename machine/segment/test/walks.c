/* The walker: Sv39 entries of a segment's own table, one property at a time. */
#include "groups.h"
#include "world.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128, OFFSET = 0x5000 };

static uint32_t with_bits(struct world *w, unsigned bits, enum xs_access access)
{
    struct xs_page page;
    world_map(w, DATA, OFFSET, PAGES_PA(DATA), bits);
    return w_walk(w, DATA, GENERATION, OFFSET + 8, access, &page);
}

static void walk_finds_the_page(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    assert_done(w_walk(w, DATA, GENERATION, 0x123, XS_STORE, &page));
    assert_true(page.pa == PAGES_PA(DATA) && page.r && page.w && !page.x);
    assert_done(w_walk(w, CLIENT, GENERATION, 0xffc, XS_FETCH, &page));
    assert_true(page.pa == PAGES_PA(CLIENT) && page.r && !page.w && page.x);
}

static void walk_obeys_page_permissions(void **state)
{
    struct world *w = *state;
    assert_done(with_bits(w, V | R | U | A, XS_LOAD));
    assert_refused(with_bits(w, V | R | U | A, XS_STORE), PAGE_PERMISSION);
    assert_refused(with_bits(w, V | X | U | A, XS_LOAD), PAGE_PERMISSION);
    assert_refused(with_bits(w, V | R | W | A | D, XS_LOAD), PAGE_PERMISSION);  /* U = 0 */
    assert_refused(with_bits(w, V | R | W | U | D, XS_LOAD), PAGE_PERMISSION);  /* A = 0 */
    assert_refused(with_bits(w, V | R | W | U | A, XS_STORE), PAGE_PERMISSION); /* D = 0 */
    assert_done(with_bits(w, V | R | W | U | A, XS_LOAD));
    assert_refused(with_bits(w, R | W | U | A | D, XS_LOAD), PAGE_ABSENT);
}

static void walk_gives_no_store_right_on_a_clean_page(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    world_map(w, DATA, OFFSET, PAGES_PA(DATA), V | R | W | U | A);
    assert_done(w_walk(w, DATA, GENERATION, OFFSET, XS_LOAD, &page));
    assert_false(page.w); /* so a TLB entry made by a load does not let a store through */
}

static void walk_refuses_malformed_entries(void **state)
{
    struct world *w = *state;
    assert_refused(with_bits(w, V | W | U | A | D, XS_STORE), TABLE);
    assert_refused(with_bits(w, V | R | W | X | U | A | D, XS_STORE), TABLE);
    assert_refused(with_bits(w, V, XS_LOAD), TABLE); /* a pointer at the last level */
    uint64_t low = ROOT_PA(DATA) + 0x2000 + (OFFSET >> 12) * 8;
    for (unsigned bit = 54; bit < 64; bit++) {
        struct xs_page page;
        world_map(w, DATA, OFFSET, PAGES_PA(DATA), V | R | W | U | A | D);
        world_put_u64(w, low, world_get_u64(w, low) | (uint64_t)1 << bit);
        assert_refused(w_walk(w, DATA, GENERATION, OFFSET, XS_LOAD, &page), TABLE);
    }
    static const unsigned RESERVED[] = {U, A, D};
    for (unsigned i = 0; i < 3; i++) {
        struct xs_page page;
        world_put_u64(w, ROOT_PA(DATA), (ROOT_PA(DATA) + 0x1000) >> 12 << 10 | V | RESERVED[i]);
        assert_refused(w_walk(w, DATA, GENERATION, OFFSET, XS_LOAD, &page), TABLE);
    }
}

/* A leaf at `level` (1: 2 MiB, 2: 1 GiB) whose page number is `ppn`. */
static uint32_t with_superpage(struct world *w, unsigned level, uint64_t ppn, uint64_t offset, struct xs_page *page)
{
    struct xs_desc d = world_desc(DATA, XS_KIND_DATA);
    xs_desc_set_limit(&d, XS_LIMIT_MAX);
    world_put_desc(w, DATA, &d);
    xs_invalidate(&w->hart, XS_INVAL_ALL, 0, 0);
    uint64_t table = ROOT_PA(DATA) + (level == 1 ? 0x1000 : 0);
    world_put_u64(w, table + (offset >> (12 + 9 * level) & 511) * 8, ppn << 10 | V | R | W | U | A | D);
    return w_walk(w, DATA, GENERATION, offset, XS_LOAD, page);
}

static void walk_superpages_must_be_aligned(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    assert_done(with_superpage(w, 1, 0x80200, 0x201123, &page));
    assert_true(page.pa == 0x80201000);
    assert_refused(with_superpage(w, 1, 0x80201, 0x201123, &page), TABLE);
    assert_done(with_superpage(w, 2, 0x80000, 0x40201123, &page));
    assert_true(page.pa == 0x80201000);
    assert_refused(with_superpage(w, 2, 0x80200, 0x40201123, &page), TABLE);
    assert_done(with_superpage(w, 2, ((uint64_t)1 << 44) - (1 << 18), XS_LIMIT_MAX - 1, &page)); /* highest of all */
    assert_true(page.pa == ((uint64_t)1 << 56) - 4096);
}

static void walk_ends_at_the_limit(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    assert_refused(w_walk(w, DATA, GENERATION, SEGMENT_SIZE - 1, XS_LOAD, &page), PAGE_ABSENT);
    assert_refused(w_walk(w, DATA, GENERATION, SEGMENT_SIZE, XS_LOAD, &page), BOUNDS);
    assert_refused(w_walk(w, DATA, GENERATION, XS_LIMIT_MAX, XS_LOAD, &page), BOUNDS);
    assert_refused(w_walk(w, DATA, GENERATION, ((uint64_t)1 << 60) - 1, XS_LOAD, &page), BOUNDS);
}

static void walk_needs_a_live_descriptor(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    assert_refused(w_walk(w, 0, GENERATION, 0, XS_LOAD, &page), STALE);
    assert_refused(w_walk(w, 5, GENERATION, 0, XS_LOAD, &page), STALE); /* none there */
    assert_refused(w_walk(w, XS_GST_ENTRIES, GENERATION, 0, XS_LOAD, &page), STALE);
    assert_refused(w_walk(w, 0xffffff, GENERATION, 0, XS_LOAD, &page), STALE);
    assert_refused(w_walk(w, DATA, GENERATION - 1, 0, XS_LOAD, &page), STALE);
    assert_refused(w_walk(w, OBJECT, GENERATION, 0, XS_LOAD, &page), KIND);
    assert_refused(w_walk(w, THREAD, GENERATION, 0, XS_FETCH, &page), KIND);
}

static void walk_reports_memory_that_is_not_there(void **state)
{
    struct world *w = *state;
    struct xs_page page;
    world_put_u64(w, ROOT_PA(DATA), (uint64_t)0xfffffffffff << 10 | V);
    assert_refused(w_walk(w, DATA, GENERATION, 0, XS_LOAD, &page), WALK);
    xs_set_gst(&w->hart, 0x1000);
    assert_refused(w_walk(w, DATA, GENERATION, 0, XS_LOAD, &page), WALK);
}

int run_walk(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        T(walk_finds_the_page),
        T(walk_obeys_page_permissions),
        T(walk_gives_no_store_right_on_a_clean_page),
        T(walk_refuses_malformed_entries),
        T(walk_superpages_must_be_aligned),
        T(walk_ends_at_the_limit),
        T(walk_needs_a_live_descriptor),
        T(walk_reports_memory_that_is_not_there),
    };
    return cmocka_run_group_tests_name("walker", tests, NULL, NULL);
}
