/* The guest's allocator, on the host. The fuzzer prints its seed; SEED=n repeats a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "heap.h"
#include "heap_class.h"
#include "heap_host.h"

static void classes_hold_what_they_are_chosen_for(void **state)
{
    (void)state;
    for (size_t size = 0; size < 100000; size++) {
        unsigned c = heap_class(size);
        assert_true(heap_class_size(c) >= size);
        assert_true(c == 0 || heap_class_size(c - 1) < size);
    }
    for (unsigned shift = 17; shift <= 39; shift++)
        for (int d = -1; d <= 1; d++) {
            size_t size = ((size_t)1 << shift) + (size_t)d;
            unsigned c = heap_class(size);
            assert_true(c < HEAP_CLASSES && heap_class_size(c) >= size && heap_class_size(c - 1) < size);
        }
}

static void blocks_are_aligned_to_16(void **state)
{
    (void)state;
    for (size_t size = 0; size < 600; size += 7) {
        void *p = malloc(size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        free(p);
    }
}

static void aligned_blocks_can_be_freed_and_come_back(void **state)
{
    (void)state;
    for (size_t align = 16; align <= 65536; align *= 2) {
        void *first = memalign(align, 100);
        assert_int_equal((uintptr_t)first % align, 0);
        memset(first, 0x5a, malloc_usable_size(first));
        free(first);
        void *again = aligned_alloc(align, 100);
        assert_ptr_equal(first, again);
        free(again);
    }
    void *p = NULL;
    assert_int_equal(posix_memalign(&p, 4096, 10), 0);
    assert_int_equal((uintptr_t)p % 4096, 0);
    free(p);
    assert_int_equal(posix_memalign(&p, 24, 10), EINVAL);
    assert_int_equal(posix_memalign(&p, 4, 10), EINVAL);
    assert_null(memalign(48, 10));
}

static void hopeless_sizes_fail_with_enomem(void **state)
{
    (void)state;
    static const size_t sizes[] = {(size_t)1 << 39, (size_t)1 << 40, SIZE_MAX,
                                   SIZE_MAX / 2,    SIZE_MAX - 15,   0x7000000000000000};
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        errno = 0;
        assert_null(malloc(sizes[i]));
        assert_int_equal(errno, ENOMEM);
        assert_null(memalign(4096, sizes[i]));
        assert_null(realloc(NULL, sizes[i]));
    }
    errno = 0;
    assert_null(calloc(SIZE_MAX / 2, 3));
    assert_int_equal(errno, ENOMEM);
    void *p = malloc(8);
    memcpy(p, "postern", 8);
    assert_null(realloc(p, SIZE_MAX));
    assert_string_equal(p, "postern");
    free(p);
}

static void what_fits_into_what_is_left_is_found(void **state)
{
    size_t left = heap_host_left;
    (void)state;
    heap_host_left = 1000; /* less than the allocator likes to take at once */
    heap_host_gap = 1;
    void *p = malloc(2 << 20);
    assert_null(p);
    assert_null(malloc(600000));
    heap_host_left = left;
    assert_non_null(p = malloc(600000));
    free(p);
}

static void calloc_clears_a_used_block(void **state)
{
    (void)state;
    char *p = malloc(96);
    memset(p, 0xff, 96);
    free(p);
    char *q = calloc(12, 8);
    assert_ptr_equal(p, q);
    for (unsigned i = 0; i < 96; i++)
        assert_int_equal(q[i], 0);
    free(q);
}

static void stopped_by(void *block, void (*use)(void *))
{
    heap_host_bad = NULL;
    if (setjmp(heap_host_stop) == 0)
        use(block);
    assert_ptr_equal(heap_host_bad, block);
    assert_int_equal(heap_host_locked, 0);
}

static void grow(void *block)
{
    (void)!realloc(block, 100000);
}

static void strange_pointers_are_told(void **state)
{
    static _Alignas(16) char mine[64];
    (void)state;
    char *p = malloc(50);
    stopped_by(mine + 32, free);
    stopped_by(p + 16, free);
    stopped_by(p + 1, free);
    free(p);
    stopped_by(p, free);
    stopped_by(p, grow);
    char *q = memalign(256, 50);
    free(q);
    stopped_by(q, free);
}

enum { SLOTS = 400, STEPS = 200000 };
struct slot {
    unsigned char *block;
    size_t size;
    unsigned char fill;
};

static uint32_t random_state;
static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    return random_state ^= random_state << 5;
}

static size_t random_size(void)
{
    return next_random() % ((size_t)1 << (next_random() % 15 + 1));
}

static void check_slot(const struct slot *s)
{
    for (size_t i = 0; i < s->size; i++)
        if (s->block[i] != s->fill)
            fail_msg("a block of %zu bytes changed at %zu", s->size, i);
}

static void step(struct slot *s)
{
    size_t size = random_size();
    if (s->block)
        check_slot(s);
    switch (next_random() % 4) {
    case 0:
        free(s->block);
        s->block = memalign((size_t)1 << (next_random() % 12), size);
        break;
    case 1: {
        size_t kept = s->block && s->size < size ? s->size : s->block ? size : 0;
        unsigned char *moved = realloc(s->block, size);
        for (size_t i = 0; moved && i < kept; i++)
            assert_int_equal(moved[i], s->fill);
        s->block = moved;
        break;
    }
    case 2:
        free(s->block);
        s->block = NULL;
        break;
    default: free(s->block); s->block = malloc(size);
    }
    s->size = s->block ? size : 0;
    s->fill = (unsigned char)next_random();
    if (s->block) {
        assert_true(malloc_usable_size(s->block) >= size);
        memset(s->block, s->fill, size);
    }
}

static void random_use_never_mixes_blocks(void **state)
{
    static struct slot slots[SLOTS];
    const char *given = getenv("SEED");
    (void)state;
    random_state = given ? (uint32_t)strtoul(given, NULL, 0) : (uint32_t)time(NULL) | 1;
    print_message("SEED=%u\n", random_state);
    for (unsigned i = 0; i < STEPS; i++) {
        heap_host_gap = next_random() % 1000 == 0;
        step(&slots[next_random() % SLOTS]);
        assert_int_equal(heap_host_locked, 0);
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        check_slot(&slots[i]);
        free(slots[i].block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_hold_what_they_are_chosen_for),
        cmocka_unit_test(blocks_are_aligned_to_16),
        cmocka_unit_test(aligned_blocks_can_be_freed_and_come_back),
        cmocka_unit_test(hopeless_sizes_fail_with_enomem),
        cmocka_unit_test(what_fits_into_what_is_left_is_found),
        cmocka_unit_test(calloc_clears_a_used_block),
        cmocka_unit_test(strange_pointers_are_told),
        cmocka_unit_test(random_use_never_mixes_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
