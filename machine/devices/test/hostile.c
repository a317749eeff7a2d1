/* The virtio block device with a driver that does not behave: it asks for a reset, and nothing else happens. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "disk_rig.h"

#define FEATURES (1ull << 32 | 1ull << 28)

static struct disk_rig *r;

static int setup(void **state)
{
    (void)state;
    r = disk_rig_new(false);
    disk_start(r, FEATURES);
    disk_header(r, 0, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    disk_rig_free(r);
    return 0;
}

/* The chain at descriptor 0 must be refused; afterwards the device is silent until it is reset. */
static void refused(void)
{
    disk_submit(r, 0);
    assert_true(disk_broken(r));
    assert_int_equal(disk_load(r, R_INTERRUPT) & 2, 2);
    assert_int_equal(disk_used(r), 0);
    assert_int_equal(disk_request(r, 0, 0, DATA, 512), 0xff);
    disk_start(r, FEATURES);
    assert_false(disk_broken(r));
    assert_int_equal(disk_request(r, 0, 0, DATA, 512), 0);
}

static void a_descriptor_that_names_itself(void **state)
{
    (void)state;
    disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, 0);
    refused();
}

static void a_longer_loop(void **state)
{
    (void)state;
    disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, 1);
    disk_desc_at(r, DESC, 1, DATA, 512, F_NEXT | F_WRITE, 2);
    disk_desc_at(r, DESC, 2, DATA, 512, F_NEXT | F_WRITE, 1);
    refused();
}

static void next_beyond_the_table(void **state)
{
    (void)state;
    disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, QUEUE_SIZE);
    refused();
}

static void a_head_beyond_the_table(void **state)
{
    (void)state;
    disk_submit(r, 0xffff);
    assert_true(disk_broken(r));
}

static void addresses_outside_ram(void **state)
{
    static const uint64_t bad[] = {0,          RAM_BASE - 1, RAM_BASE + RAM_SIZE, RAM_BASE + RAM_SIZE - 1,
                                   UINT64_MAX, 1ull << 63};
    (void)state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, 1);
        disk_desc_at(r, DESC, 1, bad[i], 512, F_WRITE | F_NEXT, 2);
        disk_desc_at(r, DESC, 2, STATUS_BYTE, 1, F_WRITE, 0);
        uint16_t zero[2] = {0, 0};
        assert_true(bus_write(r->bus, USED, zero, sizeof zero));
        disk_start(r, FEATURES);
        refused();
    }
}

static void a_length_that_wraps(void **state)
{
    (void)state;
    disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, 1);
    disk_desc_at(r, DESC, 1, DATA, UINT32_MAX, F_WRITE, 0);
    refused();
}

static void a_buffer_of_no_length(void **state)
{
    (void)state;
    disk_desc_at(r, DESC, 0, HEADER, 0, F_NEXT, 1);
    disk_desc_at(r, DESC, 1, STATUS_BYTE, 1, F_WRITE, 0);
    refused();
}

static void a_readable_buffer_after_a_writable_one(void **state)
{
    (void)state;
    disk_desc_at(r, DESC, 0, STATUS_BYTE, 1, F_WRITE | F_NEXT, 1);
    disk_desc_at(r, DESC, 1, HEADER, 16, 0, 0);
    refused();
}

static void no_header_or_no_status(void **state)
{
    (void)state;
    disk_desc_at(r, DESC, 0, HEADER, 15, F_NEXT, 1);
    disk_desc_at(r, DESC, 1, STATUS_BYTE, 1, F_WRITE, 0);
    refused();
    disk_start(r, FEATURES);
    disk_desc_at(r, DESC, 0, HEADER, 16, 0, 0);
    disk_submit(r, 0);
    assert_true(disk_broken(r));
}

static void indirect_tables_of_odd_size_place_or_nesting(void **state)
{
    static const struct {
        uint64_t address;
        uint32_t length;
        unsigned flags;
    } bad[] = {
        {INDIRECT, 17, F_INDIRECT}, {INDIRECT, 0, F_INDIRECT},           {0, 32, F_INDIRECT},
        {INDIRECT, 32, 7},          {INDIRECT, 32, F_INDIRECT | F_NEXT}, {INDIRECT, 16 * 4096, F_INDIRECT},
    };
    (void)state;
    disk_desc_at(r, INDIRECT, 0, INDIRECT, 32, F_INDIRECT, 0);
    for (unsigned i = 0; i <= sizeof bad / sizeof *bad; i++) {
        disk_start(r, FEATURES);
        if (i < sizeof bad / sizeof *bad)
            disk_desc_at(r, DESC, 0, bad[i].address, bad[i].length, bad[i].flags, 0);
        else
            disk_desc_at(r, DESC, 0, INDIRECT, 32, F_INDIRECT, 0); /* nested */
        disk_submit(r, 0);
        assert_true(disk_broken(r));
    }
}

static void an_available_index_too_far_ahead(void **state)
{
    uint16_t index = QUEUE_SIZE + 1;
    (void)state;
    assert_true(bus_write(r->bus, AVAIL + 2, &index, sizeof index));
    disk_store(r, R_NOTIFY, 0);
    assert_true(disk_broken(r));
}

static void queues_of_bad_size_or_place(void **state)
{
    static const struct {
        uint64_t reg;
        uint32_t value;
    } bad[] = {{0x038, 0}, {0x038, 3}, {0x038, 512}, {0x038, UINT32_MAX}, {0x080, 8},
               {0x084, 1}, {0x090, 1}, {0x094, 9},   {0x0a0, 2},          {0x0a4, UINT32_MAX}};
    (void)state;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        disk_start(r, FEATURES);
        disk_store(r, R_READY, 0);
        disk_store(r, bad[i].reg, bad[i].value);
        disk_store(r, R_READY, 1);
        assert_int_equal(disk_load(r, R_READY), 0);
        assert_true(disk_broken(r));
    }
}

static void a_ready_queue_cannot_be_moved(void **state)
{
    (void)state;
    disk_store(r, 0x080, 0);
    disk_store(r, 0x038, 1);
    assert_int_equal(disk_request(r, 0, 0, DATA, 512), 0);
}

static void features_that_were_not_offered_are_not_agreed(void **state)
{
    (void)state;
    disk_start(r, FEATURES | 1ull << 40);
    assert_int_equal(disk_load(r, R_STATUS) & 8, 0);
    disk_start(r, 0); /* knows the first 32 bits only */
    assert_int_equal(disk_load(r, R_STATUS) & 8, 8);
    assert_int_equal(disk_request(r, 0, 0, DATA, 512), 0);
}

/* The device writes into its own avail ring; it still stops after one round. */
static void a_buffer_over_the_ring_cannot_hold_the_device(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 512; i++)
        r->disk[i] = (uint8_t)i;
    disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, 1);
    disk_desc_at(r, DESC, 1, AVAIL, 512, F_WRITE | F_NEXT, 2);
    disk_desc_at(r, DESC, 2, STATUS_BYTE, 1, F_WRITE, 0);
    disk_submit(r, 0);
    assert_true(disk_used(r) <= QUEUE_SIZE);
}

/* Random rings, descriptors and register writes, some made plausible so that they get far. */
static uint64_t random_address(void)
{
    static const uint64_t places[] = {DESC, AVAIL, USED, INDIRECT, HEADER, STATUS_BYTE, DATA, RAM_BASE + RAM_SIZE - 64,
                                      0};
    uint64_t at = places[(unsigned)rand() % (sizeof places / sizeof *places)];
    return rand() % 16 ? at + (unsigned)rand() % 128 : at * (uint64_t)rand();
}

static void random_chains(void)
{
    for (unsigned n = 0; n < QUEUE_SIZE; n++) {
        uint32_t length = rand() % 8 ? (uint32_t)rand() % 2048 : (uint32_t)rand() * 3u;
        disk_desc_at(r, rand() % 2 ? DESC : INDIRECT, n, random_address(), length, (unsigned)rand() % 8,
                     (unsigned)rand() % 10);
    }
    disk_header(r, (uint32_t)rand() % 10, (uint64_t)rand() % 80);
    if (rand() % 2)
        disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, (unsigned)rand() % QUEUE_SIZE);
}

static void random_rings_and_registers(void **state)
{
    unsigned seed = (unsigned)time(NULL);
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < 20000; round++) {
        if (round % 8 == 0 || disk_broken(r))
            disk_start(r, FEATURES);
        random_chains();
        if (rand() % 32 == 0)
            disk_store(r, (uint64_t)(rand() % 0x40) * 4, rand() % 2 ? (uint64_t)rand() : DESC);
        disk_submit(r, (unsigned)rand() % 9);
    }
    disk_start(r, FEATURES);
    assert_int_equal(disk_request(r, 0, 0, DATA, 512), 0);
}

/* The same by the legacy interface: page sizes, alignments and frames of all kinds; the ring lies where DESC is, now and then. */
static void random_legacy_queues(void **state)
{
    static const uint32_t sizes[] = {0, 1, 16, 4096, 0x80000000};
    unsigned seed = (unsigned)time(NULL);
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    virtio_mmio_set_legacy(r->v);
    assert_int_equal(disk_load(r, 4), 1);
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t page = sizes[(unsigned)rand() % 5];
        disk_store(r, R_STATUS, rand() % 4 ? 3 : 0);
        disk_store(r, 0x028, page);
        disk_store(r, 0x038, rand() % 4 ? QUEUE_SIZE : (uint64_t)rand());
        disk_store(r, 0x03c, rand() % 2 ? sizes[(unsigned)rand() % 5] : (uint64_t)rand());
        disk_store(r, 0x040, rand() % 4 && page ? DESC / page : (uint64_t)rand());
        disk_store(r, R_STATUS, 7);
        random_chains();
        disk_submit(r, (unsigned)rand() % 9);
    }
}

int run_hostile(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_descriptor_that_names_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(a_longer_loop, setup, teardown),
        cmocka_unit_test_setup_teardown(next_beyond_the_table, setup, teardown),
        cmocka_unit_test_setup_teardown(a_head_beyond_the_table, setup, teardown),
        cmocka_unit_test_setup_teardown(addresses_outside_ram, setup, teardown),
        cmocka_unit_test_setup_teardown(a_length_that_wraps, setup, teardown),
        cmocka_unit_test_setup_teardown(a_buffer_of_no_length, setup, teardown),
        cmocka_unit_test_setup_teardown(a_readable_buffer_after_a_writable_one, setup, teardown),
        cmocka_unit_test_setup_teardown(no_header_or_no_status, setup, teardown),
        cmocka_unit_test_setup_teardown(indirect_tables_of_odd_size_place_or_nesting, setup, teardown),
        cmocka_unit_test_setup_teardown(an_available_index_too_far_ahead, setup, teardown),
        cmocka_unit_test_setup_teardown(queues_of_bad_size_or_place, setup, teardown),
        cmocka_unit_test_setup_teardown(a_ready_queue_cannot_be_moved, setup, teardown),
        cmocka_unit_test_setup_teardown(features_that_were_not_offered_are_not_agreed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_buffer_over_the_ring_cannot_hold_the_device, setup, teardown),
        cmocka_unit_test_setup_teardown(random_rings_and_registers, setup, teardown),
        cmocka_unit_test_setup_teardown(random_legacy_queues, setup, teardown),
    };
    return cmocka_run_group_tests_name("virtio-blk hostile", tests, NULL, NULL);
}
