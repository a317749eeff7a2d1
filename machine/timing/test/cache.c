/* Which line goes when a set is full. Caches here have 2 sets of 4 ways; lines of one set differ by 2. */
#include "tests.h"

static bool access_line(struct cache *c, uint64_t line)
{
    struct cache_line *l = cache_find(c, line);
    if (l)
        return true;
    l = cache_place(c, line);
    l->line = line;
    l->state = LINE_SHARED;
    return false;
}

static struct cache made(enum cache_policy policy)
{
    struct cache c;
    assert_true(cache_make(&c, 2 * 4 * 64, 4, 64, policy));
    for (uint64_t line = 0; line < 8; line += 2)
        assert_false(access_line(&c, line));
    return c;
}

static void least_recently_used_goes_first(void **state)
{
    (void)state;
    struct cache c = made(POLICY_LRU);
    access_line(&c, 0);
    access_line(&c, 100); /* for 2 */
    access_line(&c, 102); /* for 4 */
    assert_null(cache_peek(&c, 2));
    assert_null(cache_peek(&c, 4));
    assert_non_null(cache_peek(&c, 0));
    assert_non_null(cache_peek(&c, 6));
    cache_free(&c);
}

static void a_peek_is_no_use(void **state)
{
    (void)state;
    struct cache c = made(POLICY_LRU);
    assert_non_null(cache_peek(&c, 0));
    access_line(&c, 100);
    assert_null(cache_peek(&c, 0));
    cache_free(&c);
}

/* The tree points away from the half last used, and within a half from the way last used. */
static void a_tree_points_away_from_what_was_used(void **state)
{
    (void)state;
    struct cache c = made(POLICY_TREE); /* ways 0-3 hold 0, 2, 4, 6; last used 6 */
    access_line(&c, 100);               /* lower half, not way 1: way 0 */
    assert_null(cache_peek(&c, 0));
    access_line(&c, 102); /* upper half, not way 3: way 2 */
    assert_null(cache_peek(&c, 4));
    assert_non_null(cache_peek(&c, 2));
    assert_non_null(cache_peek(&c, 6));
    cache_free(&c);
}

static void chance_is_the_same_every_time(void **state)
{
    (void)state;
    struct cache a = made(POLICY_RANDOM), b = made(POLICY_RANDOM);
    unsigned hits = 0, different = 0;
    for (uint64_t n = 0; n < 1000; n++) {
        bool hit = access_line(&a, 2 * (n * 7 % 5));
        assert_int_equal(hit, access_line(&b, 2 * (n * 7 % 5)));
        hits += hit;
        different += cache_peek(&a, 0) == NULL;
    }
    assert_in_range(hits, 1, 999); /* five lines in four ways: neither always nor never */
    assert_in_range(different, 1, 999);
    cache_free(&a);
    cache_free(&b);
}

static void sets_do_not_meet(void **state)
{
    (void)state;
    struct cache c = made(POLICY_LRU);
    for (uint64_t line = 1; line < 101; line += 2)
        access_line(&c, line);
    for (uint64_t line = 0; line < 8; line += 2)
        assert_non_null(cache_peek(&c, line));
    cache_free(&c);
}

int cache_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(least_recently_used_goes_first),
        cmocka_unit_test(a_peek_is_no_use),
        cmocka_unit_test(a_tree_points_away_from_what_was_used),
        cmocka_unit_test(chance_is_the_same_every_time),
        cmocka_unit_test(sets_do_not_meet),
    };
    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
