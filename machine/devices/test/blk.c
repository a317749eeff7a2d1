/* The virtio block device with a driver that behaves. */
#include <string.h>

#include "disk_rig.h"

#define FEATURES (1ull << 32 | 1ull << 28 | 1ull << 9)

static struct disk_rig *r;

static int setup(void **state)
{
    (void)state;
    r = disk_rig_new(false);
    disk_start(r, FEATURES);
    return 0;
}

static int setup_read_only(void **state)
{
    (void)state;
    r = disk_rig_new(true);
    disk_start(r, FEATURES);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    disk_rig_free(r);
    return 0;
}

static void the_window_tells_what_it_is(void **state)
{
    (void)state;
    assert_int_equal(disk_load(r, 0x000), 0x74726976);
    assert_int_equal(disk_load(r, 0x004), 2);
    assert_int_equal(disk_load(r, 0x008), 2);
    assert_int_equal(disk_load(r, 0x100), DISK_SIZE / 512);
    disk_store(r, 0x014, 1);
    assert_int_equal(disk_load(r, 0x010) & 1, 1);
    disk_store(r, 0x014, 2);
    assert_int_equal(disk_load(r, 0x010), 0);
}

static void an_empty_window_has_device_id_0(void **state)
{
    (void)state;
    struct virtio_mmio *v = virtio_mmio_new(r->bus, rig_irq(&r->rig, 2), NULL);
    assert_int_equal(rig_load(&virtio_mmio_ops, v, 0, 4), 0x74726976);
    for (uint64_t at = 0x10; at < 0x200; at += 4) {
        rig_store(&virtio_mmio_ops, v, at, 4, UINT32_MAX);
        assert_int_equal(rig_load(&virtio_mmio_ops, v, at, 4), 0);
    }
    assert_int_equal(rig_load(&virtio_mmio_ops, v, 8, 4), 0);
    virtio_mmio_ops.free(v);
}

static void a_read_fills_the_buffer_and_interrupts(void **state)
{
    uint8_t bytes[1024];
    (void)state;
    assert_int_equal(disk_request(r, 0, 3, DATA, sizeof bytes), 0);
    assert_true(bus_read(r->bus, DATA, bytes, sizeof bytes));
    assert_memory_equal(bytes, r->disk + 3 * 512, sizeof bytes);
    assert_int_equal(disk_used(r), 1);
    assert_true(r->rig.irq[DISK_IRQ]);
    assert_int_equal(disk_load(r, R_INTERRUPT), 1);
    disk_store(r, 0x064, 1);
    assert_false(r->rig.irq[DISK_IRQ]);
    assert_int_equal(r->counters.n[XS_CTR_DEVICE_REQUESTS], 1);
    assert_int_equal(r->counters.n[XS_CTR_DMA_WRITE_BYTES], 1025);
    assert_int_equal(r->counters.n[XS_CTR_DMA_READ_BYTES], 16);
}

static void a_write_reaches_the_disk(void **state)
{
    uint8_t bytes[512];
    (void)state;
    memset(bytes, 0x5a, sizeof bytes);
    assert_true(bus_write(r->bus, DATA, bytes, sizeof bytes));
    assert_int_equal(disk_request(r, 1, 63, DATA, sizeof bytes), 0);
    assert_memory_equal(bytes, r->disk + 63 * 512, sizeof bytes);
    assert_int_equal(r->counters.n[XS_CTR_DMA_READ_BYTES], 528);
}

static void flush_reaches_the_medium(void **state)
{
    (void)state;
    assert_int_equal(disk_request(r, 4, 0, DATA, 0), 0);
    assert_int_equal(r->flushes, 1);
}

static void the_id_can_be_asked_for(void **state)
{
    char id[20];
    (void)state;
    assert_int_equal(disk_request(r, 8, 0, DATA, sizeof id), 0);
    assert_true(bus_read(r->bus, DATA, id, sizeof id));
    assert_string_equal(id, "postern");
}

static void unknown_requests_are_unsupported(void **state)
{
    (void)state;
    assert_int_equal(disk_request(r, 99, 0, DATA, 512), 2);
    assert_false(disk_broken(r));
}

static void ranges_beyond_the_disk_are_io_errors(void **state)
{
    (void)state;
    assert_int_equal(disk_request(r, 0, 64, DATA, 512), 1);
    assert_int_equal(disk_request(r, 0, 63, DATA, 1024), 1);
    assert_int_equal(disk_request(r, 0, UINT64_MAX, DATA, 512), 1);
    assert_int_equal(disk_request(r, 1, 1ull << 55, DATA, 512), 1);
    assert_int_equal(disk_request(r, 0, 0, DATA, 100), 1);
    assert_int_equal(disk_request(r, 0, 0, DATA, DISK_SIZE + 512), 1);
    assert_false(disk_broken(r));
}

static void a_read_only_disk_refuses_writes(void **state)
{
    uint8_t before = r->disk[0];
    (void)state;
    assert_int_equal(disk_request(r, 1, 0, DATA, 512), 1);
    assert_int_equal(r->disk[0], before);
    disk_store(r, 0x014, 0);
    assert_int_equal(disk_load(r, 0x010) >> 5 & 1, 1);
}

/* Header, data and status byte cut into pieces that fit nothing in particular, in an indirect table. */
static void any_cut_into_descriptors_is_the_same_request(void **state)
{
    uint8_t bytes[513];
    (void)state;
    disk_header(r, 0, 9);
    disk_desc_at(r, DESC, 5, INDIRECT, 5 * 16, F_INDIRECT, 0);
    disk_desc_at(r, INDIRECT, 0, HEADER, 3, F_NEXT, 3);
    disk_desc_at(r, INDIRECT, 3, HEADER + 3, 13, F_NEXT, 1);
    disk_desc_at(r, INDIRECT, 1, DATA, 1, F_NEXT | F_WRITE, 4);
    disk_desc_at(r, INDIRECT, 4, DATA + 1, 300, F_NEXT | F_WRITE, 2);
    disk_desc_at(r, INDIRECT, 2, DATA + 301, 212, F_WRITE, 0);
    disk_submit(r, 5);
    assert_false(disk_broken(r));
    assert_true(bus_read(r->bus, DATA, bytes, sizeof bytes));
    assert_memory_equal(bytes, r->disk + 9 * 512, 512);
    assert_int_equal(bytes[512], 0);
}

static void the_driver_can_ask_for_silence(void **state)
{
    uint16_t no_interrupt = 1;
    (void)state;
    assert_true(bus_write(r->bus, AVAIL, &no_interrupt, sizeof no_interrupt));
    assert_int_equal(disk_request(r, 0, 0, DATA, 512), 0);
    assert_false(r->rig.irq[DISK_IRQ]);
}

static void the_ring_wraps(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 70000; i++)
        assert_int_equal(disk_request(r, 0, i % 64, DATA, 512), 0);
    assert_int_equal(disk_used(r), 70000 % 65536);
}

static void reset_forgets_everything(void **state)
{
    (void)state;
    disk_request(r, 0, 0, DATA, 512);
    disk_store(r, R_STATUS, 0);
    assert_int_equal(disk_load(r, R_STATUS), 0);
    assert_int_equal(disk_load(r, R_READY), 0);
    assert_false(r->rig.irq[DISK_IRQ]);
    disk_start(r, FEATURES);
    uint16_t zero[2] = {0, 0};
    assert_true(bus_write(r->bus, USED, zero, sizeof zero));
    assert_int_equal(disk_request(r, 0, 1, DATA, 512), 0);
}

/* With a latency requests are done one after the other, each so long after the one before, or after the notify. */
static void a_latency_keeps_requests_under_way(void **state)
{
    uint8_t byte = 0xff;
    (void)state;
    virtio_mmio_set_latency(r->v, 100, rig_clock(&r->rig));
    r->rig.mtime = 1000;
    assert_int_equal(virtio_mmio_ops.next_event(r->v), DEVICE_NEVER);
    assert_int_equal(disk_request(r, 0, 3, DATA, 512), 0xff); /* not yet */
    assert_int_equal(disk_used(r), 0);
    assert_int_equal(virtio_mmio_ops.next_event(r->v), 1100);
    assert_int_equal(r->rig.replans, 1);
    r->rig.mtime = 1050;
    disk_submit(r, 0);
    virtio_mmio_ops.advance(r->v, 1099);
    assert_int_equal(disk_used(r), 0);
    r->rig.mtime = 1100;
    virtio_mmio_ops.advance(r->v, 1100);
    assert_int_equal(disk_used(r), 1);
    assert_true(r->rig.irq[DISK_IRQ]);
    assert_true(bus_read(r->bus, STATUS_BYTE, &byte, 1));
    assert_int_equal(byte, 0);
    assert_int_equal(virtio_mmio_ops.next_event(r->v), 1200);
    disk_store(r, R_STATUS, 0); /* forgets what was under way */
    assert_int_equal(virtio_mmio_ops.next_event(r->v), DEVICE_NEVER);
    virtio_mmio_ops.advance(r->v, 5000);
    assert_int_equal(disk_used(r), 1);
}

int run_blk(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(the_window_tells_what_it_is),
        CASE(an_empty_window_has_device_id_0),
        CASE(a_read_fills_the_buffer_and_interrupts),
        CASE(a_write_reaches_the_disk),
        CASE(flush_reaches_the_medium),
        CASE(the_id_can_be_asked_for),
        CASE(unknown_requests_are_unsupported),
        CASE(ranges_beyond_the_disk_are_io_errors),
        cmocka_unit_test_setup_teardown(a_read_only_disk_refuses_writes, setup_read_only, teardown),
        CASE(any_cut_into_descriptors_is_the_same_request),
        CASE(the_driver_can_ask_for_silence),
        CASE(the_ring_wraps),
        CASE(reset_forgets_everything),
        CASE(a_latency_keeps_requests_under_way),
    };
    return cmocka_run_group_tests_name("virtio-blk", tests, NULL, NULL);
}
