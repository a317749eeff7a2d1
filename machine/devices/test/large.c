/* How much one notify does: the machine stands still meanwhile. And that the state hash knows how far a queue is. */
#include <stdlib.h>
#include <string.h>

#include "disk_rig.h"

#define FEATURES (1ull << 32 | 1ull << 28 | 1ull << 9)
enum { MIB = 1 << 20, PIECE = MIB / 2, TABLE = 16 * 256 };

static struct disk_rig *r;
static uint64_t moved;

/* A medium of 1 GiB that only counts. */
static bool move_in(void *context, uint64_t offset, void *to, uint64_t size)
{
    (void)context, (void)offset, (void)to;
    moved += size;
    return true;
}

static bool move_out(void *context, uint64_t offset, const void *from, uint64_t size)
{
    (void)context, (void)offset, (void)from;
    moved += size;
    return true;
}

static bool settle(void *context)
{
    (void)context;
    return true;
}

static int setup(void **state)
{
    (void)state;
    r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->bus = bus_new(RAM_BASE, RAM_SIZE);
    r->v = virtio_mmio_new(r->bus, rig_irq(&r->rig, DISK_IRQ), &r->counters);
    virtio_mmio_set_latency(r->v, 0, rig_clock(&r->rig));
    struct block_backend backend = {r, 1ull << 30, false, move_in, move_out, settle};
    assert_true(virtio_blk_plug(r->v, backend, &r->counters));
    disk_start(r, FEATURES);
    r->rig.mtime = 1000;
    moved = 0;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    disk_rig_free(r);
    return 0;
}

/* A read of `size` bytes as chain `head`, all into the same piece of memory, told by an indirect table. */
static void put_read(unsigned head, uint64_t size)
{
    const uint64_t table = INDIRECT + head * TABLE;
    const unsigned pieces = (unsigned)(size / PIECE);
    disk_header(r, 0, 0);
    disk_desc_at(r, table, 0, HEADER, 16, F_NEXT, 1);
    for (unsigned i = 1; i <= pieces; i++)
        disk_desc_at(r, table, i, RAM_BASE + PIECE, PIECE, F_NEXT | F_WRITE, i + 1);
    disk_desc_at(r, table, pieces + 1, STATUS_BYTE, 1, F_WRITE, 0);
    disk_desc_at(r, DESC, head, table, 16 * (pieces + 2), F_INDIRECT, 0);
    uint16_t entry = (uint16_t)head;
    assert_true(bus_write(r->bus, AVAIL + 4 + 2 * (r->avail++ % QUEUE_SIZE), &entry, sizeof entry));
    assert_true(bus_write(r->bus, AVAIL + 2, &r->avail, sizeof r->avail));
}

static uint8_t status(void)
{
    uint8_t byte;
    assert_true(bus_read(r->bus, STATUS_BYTE, &byte, 1));
    return byte;
}

static void a_notify_moves_so_much_and_the_clock_the_rest(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++)
        put_read(i, 12 * MIB);
    disk_store(r, R_NOTIFY, 0);
    assert_int_equal(disk_used(r), 2); /* the second goes beyond 16 MiB */
    assert_int_equal(moved, 24 * MIB);
    assert_true(r->rig.irq[DISK_IRQ]);
    assert_int_equal(virtio_mmio_ops.next_event(r->v), 1001);
    disk_store(r, R_NOTIFY, 0); /* the guest does not get more by asking again */
    assert_int_equal(disk_used(r), 2);
    r->rig.mtime = 1001;
    virtio_mmio_ops.advance(r->v, 1001);
    assert_int_equal(disk_used(r), 3);
    assert_int_equal(moved, 36 * MIB);
    assert_int_equal(virtio_mmio_ops.next_event(r->v), DEVICE_NEVER);
    put_read(0, MIB);
    disk_store(r, R_NOTIFY, 0); /* small ones are done at once, as ever */
    assert_int_equal(disk_used(r), 4);
    assert_int_equal(virtio_mmio_ops.next_event(r->v), DEVICE_NEVER);
}

static void a_request_moves_64_MiB_at_most(void **state)
{
    (void)state;
    put_read(0, 64 * MIB);
    disk_store(r, R_NOTIFY, 0);
    assert_true(status() == 0 && moved == 64 * MIB);
    put_read(0, 64 * MIB + PIECE);
    disk_store(r, R_NOTIFY, 0);
    assert_true(status() == 1 && moved == 64 * MIB); /* refused, nothing moved */
    assert_int_equal(disk_used(r), 2);
}

static void the_state_hash_covers_how_far_a_queue_is(void **state)
{
    uint8_t before[4096];
    size_t size, again;
    (void)state;
    const void *now = virtio_mmio_ops.state(r->v, &size);
    assert_true(size <= sizeof before);
    memcpy(before, now, size);
    assert_memory_equal(before, virtio_mmio_ops.state(r->v, &again), size);
    put_read(0, MIB);
    disk_store(r, R_NOTIFY, 0);
    disk_store(r, 0x064, UINT32_MAX); /* the interrupt is acknowledged: only the places in the ring differ */
    assert_memory_not_equal(before, virtio_mmio_ops.state(r->v, &again), size);
    assert_int_equal(size, again);
    disk_start(r, FEATURES);
    assert_memory_equal(before, virtio_mmio_ops.state(r->v, &again), size);
}

int run_large(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_notify_moves_so_much_and_the_clock_the_rest),
        CASE(a_request_moves_64_MiB_at_most),
        CASE(the_state_hash_covers_how_far_a_queue_is),
    };
    return cmocka_run_group_tests_name("large requests", tests, NULL, NULL);
}
