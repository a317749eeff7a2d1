/* Page pool, tables, quota, selectors, device tree, boot image: each by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/errors.h"
#include "fdt.h"
#include "host.h"
#include "hw.h"
#include "image.h"
#include "memory.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "table.h"
#include "vst.h"

static void pool_gives_each_page_once(void **state)
{
    (void)state;
    host_reset();
    uint64_t total = page_left(), seen = 0, pa;
    assert_int_equal(total, HOST_RAM_SIZE / 4096);
    uint8_t *mark = calloc(total, 1);
    while ((pa = page_alloc(seen % 7 == 0 ? 3 : 1))) {
        unsigned n = seen % 7 == 0 ? 3 : 1;
        for (unsigned i = 0; i < n; i++)
            assert_int_equal(mark[(pa - HOST_RAM_BASE) / 4096 + i]++, 0);
        seen++;
    }
    while (page_alloc(1))
        ;
    assert_int_equal(page_left(), 0);
    free(mark);
}

static void pool_pages_are_zero_again(void **state)
{
    (void)state;
    host_reset();
    uint64_t pa = page_alloc(2);
    memset(hw_ptr(pa), 0xa5, 8192);
    page_free(pa, 2);
    for (unsigned n = 0; n < 100; n++) {
        uint64_t again = page_alloc(2);
        for (unsigned i = 0; i < 8192; i++)
            assert_int_equal(((uint8_t *)hw_ptr(again))[i], 0);
    }
}

static void pool_panics_on_a_page_freed_twice(void **state)
{
    (void)state;
    host_reset();
    uint64_t pa = page_alloc(1);
    page_free(pa, 1);
    host_off_set = true;
    if (!setjmp(host_off)) {
        page_free(pa, 1);
        fail();
    }
    host_off_set = false;
    assert_int_equal(host.code, 1);
}

static void table_maps_once_and_never_w_with_x(void **state)
{
    (void)state;
    uint64_t root;
    unsigned prot;
    host_reset();
    assert_int_equal(table_new(0, &root), 0);
    assert_int_equal(table_map(0, root, 0x5000, 0x80100000, 3), 0);
    assert_int_equal(table_map(0, root, 0x5000, 0x80100000, 3), -PE_EXIST);
    assert_int_equal(table_map(0, root, 0x6000, 0x80100000, 6), -PE_INVAL);
    assert_int_equal(table_find(root, 0x5123, &prot), 0x80100123);
    assert_int_equal(prot, 3);
    assert_int_equal(table_find(root, 0x6000, 0), 0);
    assert_int_equal(table_find(root, 1ull << 39, 0), 0);
    assert_int_equal(table_map(0, root, 1ull << 39, 0x80100000, 3), -PE_NOENT);
}

static void quota_bounds_every_page_and_all_come_back(void **state)
{
    (void)state;
    host_reset();
    uint64_t before = page_left();
    struct program *p = host_program("p", 20);
    uint64_t pa, root;
    assert_non_null(p);
    while (memory_take(p, 1, &pa) == 0)
        ;
    assert_int_equal(p->used, p->quota);
    assert_int_equal(memory_take(p, 1, &pa), -PE_QUOTA);
    assert_int_equal(table_new(p, &root), -PE_QUOTA);
    host_reset();
    before = page_left();
    p = host_program("p", 20);
    program_end(p, 0);
    assert_int_equal(page_left(), before);
}

static void selectors_change_generation_and_are_retired_at_the_end(void **state)
{
    (void)state;
    host_reset();
    uint32_t s = gst_alloc(OBJ_DATA, 0, "x");
    uint32_t g = gst_generation(s);
    struct xs_desc d = {0};
    gst_write(s, &d);
    assert_true(gst_live(gst_word(s)));
    uint64_t old = gst_word(s);
    gst_release(s);
    assert_false(gst_live(old));
    assert_int_equal(gst_generation(s), g + 1);
    assert_null(gst_find(s, g));
    xs_desc_set_generation(&gst[s], UINT32_MAX);
    objects[s].type = OBJ_DATA;
    gst_release(s);
    assert_int_equal(objects[s].type, OBJ_RETIRED);
    for (unsigned i = 0; i < 2 * XS_GST_ENTRIES; i++) {
        uint32_t n = gst_alloc(OBJ_DATA, 0, "y");
        assert_int_not_equal(n, s);
        if (!n)
            break;
    }
}

/* Any bytes at all: the reader answers, and reads nothing beyond the blob (the sanitiser watches). */
static void device_tree_reader_survives_garbage(void **state)
{
    (void)state;
    struct fdt_facts facts;
    srand(7);
    for (unsigned n = 0; n < 20000; n++) {
        size_t size = 40 + (size_t)rand() % 200;
        uint8_t *b = malloc(size);
        for (size_t i = 0; i < size; i++)
            b[i] = rand() % 4 ? (uint8_t)(rand() % 10) : (uint8_t)rand();
        memcpy(b, "\xd0\x0d\xfe\xed\0\0\0", 7);
        b[7] = (uint8_t)size;
        memset(b + 8, 0, 32);
        b[11] = 40;
        b[15] = (uint8_t)(40 + rand() % 100);
        b[35] = (uint8_t)(rand() % 60);
        b[39] = (uint8_t)(rand() % (int)(size - 39));
        fdt_read(b, size, &facts);
        free(b);
    }
}

/* A device tree writer, as small as the test needs. */
struct blob {
    uint8_t bytes[1024];
    size_t used;
};
static void put32(struct blob *b, uint32_t v)
{
    for (int i = 3; i >= 0; i--)
        b->bytes[b->used++] = (uint8_t)(v >> 8 * i);
}
static void put_bytes(struct blob *b, const void *from, size_t n)
{
    memcpy(b->bytes + b->used, from, n);
    b->used = (b->used + n + 3) & ~(size_t)3;
}
static void begin_node(struct blob *b, const char *name)
{
    put32(b, 1);
    put_bytes(b, name, strlen(name) + 1);
}
static void property(struct blob *b, uint32_t name, const void *value, size_t n)
{
    put32(b, 3);
    put32(b, (uint32_t)n);
    put32(b, name);
    put_bytes(b, value, n);
}

static struct blob good_tree(void)
{
    static const char strings[] = "reg\0bootargs\0linux,initrd-start\0linux,initrd-end";
    struct blob b = {.used = 40};
    begin_node(&b, "");
    begin_node(&b, "chosen");
    property(&b, 4, "faults=quiet", 13);
    property(&b, 13, "\0\0\0\0\x84\0\0\0", 8);
    property(&b, 32, "\x84\0\x10\0", 4);
    put32(&b, 2);
    begin_node(&b, "memory@80000000");
    property(&b, 0, "\0\0\0\0\x80\0\0\0\0\0\0\0\x08\0\0\0", 16);
    put32(&b, 2);
    begin_node(&b, "cpus");
    begin_node(&b, "cpu@0");
    put32(&b, 4);
    for (int i = 0; i < 3; i++)
        put32(&b, 2);
    put32(&b, 9);
    uint32_t tree_end = (uint32_t)b.used;
    put_bytes(&b, strings, sizeof strings);
    struct blob head = {.used = 0};
    uint32_t words[] = {0xd00dfeed, (uint32_t)b.used,         40,           tree_end, 0, 17, 16,
                        0,          (uint32_t)sizeof strings, tree_end - 40};
    for (unsigned i = 0; i < 10; i++)
        put32(&head, words[i]);
    memcpy(b.bytes, head.bytes, 40);
    return b;
}

static void device_tree_tells_memory_image_and_arguments(void **state)
{
    (void)state;
    struct fdt_facts f;
    struct blob b = good_tree();
    assert_true(fdt_read(b.bytes, b.used, &f));
    assert_int_equal(f.memory_base, 0x80000000);
    assert_int_equal(f.memory_size, 128 << 20);
    assert_int_equal(f.initrd_start, 0x84000000);
    assert_int_equal(f.initrd_end, 0x84001000);
    assert_int_equal(f.harts, 1);
    assert_string_equal(f.bootargs, "faults=quiet");
}

/* Every byte changed in turn, and random ones: an answer, and no read beyond the blob. */
static void device_tree_damaged_anywhere_is_survived(void **state)
{
    (void)state;
    struct fdt_facts f;
    srand(5);
    for (unsigned n = 0; n < 20000; n++) {
        struct blob b = good_tree();
        uint8_t *copy = malloc(b.used);
        b.bytes[n % b.used] = (uint8_t)rand();
        b.bytes[(unsigned)rand() % b.used] ^= (uint8_t)(1 << rand() % 8);
        memcpy(copy, b.bytes, b.used);
        fdt_read(copy, b.used, &f);
        free(copy);
    }
}

static struct image_header *small_image(uint64_t *size)
{
    *size = sizeof(struct image_header) + sizeof(struct image_program) + sizeof(struct image_load) +
            sizeof(struct image_segment) + sizeof(struct image_grant) + sizeof(struct image_thread) + 64;
    char *b = calloc(1, *size);
    struct image_header *h = (void *)b;
    uint64_t at = sizeof *h;
    *h = (struct image_header){.magic = IMAGE_MAGIC, .abi_version = 1, .total_size = *size};
    h->programs_off = at, h->programs_count = 1;
    *(struct image_program *)(b + at) =
        (struct image_program){.quota = 1 << 20, .vst_count = 8, .image_end = 0x2000, .load_count = 1, .name = "p"};
    at += sizeof(struct image_program);
    h->loads_off = at, h->loads_count = 1;
    *(struct image_load *)(b + at) =
        (struct image_load){.offset = 0x1000, .size = 0x1000, .file_off = *size - 64, .file_size = 64, .prot = 5};
    at += sizeof(struct image_load);
    h->gates_off = at;
    h->segments_off = at, h->segments_count = 1;
    *(struct image_segment *)(b + at) = (struct image_segment){.size = 4096, .perms = 3, .name = "s"};
    at += sizeof(struct image_segment);
    h->grants_off = at, h->grants_count = 1;
    *(struct image_grant *)(b + at) = (struct image_grant){.index = 1, .target_kind = IMAGE_TARGET_SEGMENT, .perms = 3};
    at += sizeof(struct image_grant);
    h->threads_off = at, h->threads_count = 1;
    *(struct image_thread *)(b + at) =
        (struct image_thread){.entry = 0x1000, .stack = 4096, .priority = 5, .name = "t"};
    return h;
}

static void set_sum(struct image_header *h)
{
    uint64_t sum = 0;
    h->checksum = 0;
    for (uint64_t i = 0; i < h->total_size / 8; i++)
        sum += ((uint64_t *)h)[i];
    h->checksum = -sum;
}

static void image_that_is_fine_starts(void **state)
{
    (void)state;
    uint64_t size;
    struct image m;
    host_reset();
    struct image_header *h = small_image(&size);
    set_sum(h);
    struct image_fault f = image_check(h, size, &m);
    assert_null(f.text);
    assert_true(image_start(&m));
    assert_non_null(host_run());
    h->magic++;
    assert_non_null(image_check(h, size, &m).text);
    h->magic--;
    h->abi_version++;
    set_sum(h);
    assert_non_null(image_check(h, size, &m).text);
    h->abi_version--;
    assert_non_null(image_check(h, size - 8, &m).text);
    free(h);
}

/* The one grant of the small image, turned into each kind; the one segment too. */
static void image_rows_become_what_they_say(void **state)
{
    (void)state;
    for (unsigned kind = IMAGE_TARGET_PROGRAM; kind <= IMAGE_TARGET_ENDPOINT; kind++)
        for (unsigned segment = IMAGE_SEGKIND_RAM; segment <= IMAGE_SEGKIND_DMA; segment++) {
            uint64_t size;
            struct image m;
            host_reset();
            struct image_header *h = small_image(&size);
            struct image_grant *g = (void *)((char *)h + h->grants_off);
            struct image_segment *s = (void *)((char *)h + h->segments_off);
            g->target_kind = kind;
            g->target = kind == IMAGE_TARGET_IRQ ? 10 : 0;
            s->kind = segment;
            s->phys = segment == IMAGE_SEGKIND_MMIO ? 0x10000000 : 0;
            set_sum(h);
            assert_null(image_check(h, size, &m).text);
            assert_true(image_start(&m));
            const struct program *p = program_first;
            assert_int_equal(vst_used(&p->vst[1]), kind != IMAGE_TARGET_IRQ);
            assert_int_equal(p->irqs[0], kind == IMAGE_TARGET_IRQ ? 1 << 10 : 0);
            for (uint32_t i = 1; segment == IMAGE_SEGKIND_DMA && i < XS_GST_ENTRIES; i++)
                if (objects[i].pinned) { /* its first word is its own physical address */
                    uint64_t pa = table_find(xs_desc_root(&gst[i]) << 12, 0, 0);
                    assert_int_equal(*(uint64_t *)hw_ptr(pa), pa);
                }
            free(h);
        }
}

/* One word of a good image changed at random, checksum right: refused with a sentence, or starts without harm. */
static void image_with_a_wrong_word_is_refused_or_harmless(void **state)
{
    (void)state;
    srand(11);
    for (unsigned n = 0; n < 4000; n++) {
        uint64_t size;
        struct image m;
        struct image_header *h = small_image(&size);
        uint64_t *words = (uint64_t *)h, at = (unsigned)rand() % (size / 8);
        uint64_t values[] = {0,
                             1,
                             7,
                             ~0ull,
                             1ull << 63,
                             4096,
                             1ull << 40,
                             (unsigned)rand(),
                             words[at] + 1,
                             words[at] - 1,
                             words[at] + 8};
        words[at] = values[(unsigned)rand() % 11];
        if (h->total_size <= size && h->total_size >= sizeof *h)
            set_sum(h);
        if (!image_check(h, size, &m).text && n % 8 == 0) {
            host_reset();
            image_start(&m);
        }
        free(h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pool_gives_each_page_once),
        cmocka_unit_test(pool_pages_are_zero_again),
        cmocka_unit_test(pool_panics_on_a_page_freed_twice),
        cmocka_unit_test(table_maps_once_and_never_w_with_x),
        cmocka_unit_test(quota_bounds_every_page_and_all_come_back),
        cmocka_unit_test(selectors_change_generation_and_are_retired_at_the_end),
        cmocka_unit_test(device_tree_reader_survives_garbage),
        cmocka_unit_test(device_tree_tells_memory_image_and_arguments),
        cmocka_unit_test(device_tree_damaged_anywhere_is_survived),
        cmocka_unit_test(image_that_is_fine_starts),
        cmocka_unit_test(image_rows_become_what_they_say),
        cmocka_unit_test(image_with_a_wrong_word_is_refused_or_harmless),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
