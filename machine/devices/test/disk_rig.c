#include "disk_rig.h"

#include <stdlib.h>
#include <string.h>

static bool read_disk(void *context, uint64_t offset, void *to, uint64_t size)
{
    struct disk_rig *r = context;
    assert_true(offset + size <= DISK_SIZE);
    memcpy(to, r->disk + offset, size);
    return true;
}

static bool write_disk(void *context, uint64_t offset, const void *from, uint64_t size)
{
    struct disk_rig *r = context;
    assert_true(offset + size <= DISK_SIZE);
    memcpy(r->disk + offset, from, size);
    return true;
}

static bool flush_disk(void *context)
{
    ((struct disk_rig *)context)->flushes++;
    return true;
}

struct disk_rig *disk_rig_new(bool read_only)
{
    struct disk_rig *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->bus = bus_new(RAM_BASE, RAM_SIZE);
    r->v = virtio_mmio_new(r->bus, rig_irq(&r->rig, DISK_IRQ), &r->counters);
    virtio_mmio_set_latency(r->v, 0, rig_clock(&r->rig));
    struct block_backend backend = {r, DISK_SIZE, read_only, read_disk, write_disk, flush_disk};
    assert_true(virtio_blk_plug(r->v, backend, &r->counters));
    for (unsigned i = 0; i < DISK_SIZE; i++)
        r->disk[i] = (uint8_t)(i / 512 * 7 + i);
    return r;
}

void disk_rig_free(struct disk_rig *r)
{
    virtio_mmio_ops.free(r->v);
    bus_free(r->bus);
    free(r);
}

uint32_t disk_load(struct disk_rig *r, uint64_t reg)
{
    return (uint32_t)rig_load(&virtio_mmio_ops, r->v, reg, 4);
}

void disk_store(struct disk_rig *r, uint64_t reg, uint64_t value)
{
    rig_store(&virtio_mmio_ops, r->v, reg, 4, (uint32_t)value);
}

static void store_address(struct disk_rig *r, uint64_t reg, uint64_t address)
{
    disk_store(r, reg, address);
    disk_store(r, reg + 4, address >> 32);
}

void disk_start(struct disk_rig *r, uint64_t features)
{
    disk_store(r, R_STATUS, 0);
    disk_store(r, R_STATUS, 1);
    disk_store(r, R_STATUS, 3);
    for (unsigned half = 0; half < 2; half++) {
        disk_store(r, 0x024, half);
        disk_store(r, 0x020, features >> 32 * half);
    }
    disk_store(r, R_STATUS, 11);
    disk_store(r, 0x030, 0);
    disk_store(r, 0x038, QUEUE_SIZE);
    store_address(r, 0x080, DESC);
    store_address(r, 0x090, AVAIL);
    store_address(r, 0x0a0, USED);
    disk_store(r, R_READY, 1);
    disk_store(r, R_STATUS, 15);
    r->avail = 0;
}

void disk_desc_at(struct disk_rig *r, uint64_t table, unsigned n, uint64_t address, uint32_t length, unsigned flags,
                  unsigned next)
{
    uint64_t words[2] = {address, length | (uint64_t)flags << 32 | (uint64_t)next << 48};
    assert_true(bus_write(r->bus, table + 16 * n, words, sizeof words));
}

void disk_header(struct disk_rig *r, uint32_t type, uint64_t sector)
{
    uint64_t words[2] = {type, sector};
    uint8_t none = 0xff;
    assert_true(bus_write(r->bus, HEADER, words, sizeof words));
    assert_true(bus_write(r->bus, STATUS_BYTE, &none, 1));
}

void disk_submit(struct disk_rig *r, unsigned head)
{
    uint16_t entry = (uint16_t)head;
    assert_true(bus_write(r->bus, AVAIL + 4 + 2 * (r->avail % QUEUE_SIZE), &entry, sizeof entry));
    r->avail++;
    assert_true(bus_write(r->bus, AVAIL + 2, &r->avail, sizeof r->avail));
    disk_store(r, R_NOTIFY, 0);
}

uint8_t disk_request(struct disk_rig *r, uint32_t type, uint64_t sector, uint64_t address, uint32_t length)
{
    uint8_t status;
    bool writes = type == 0 || type == 8;
    disk_header(r, type, sector);
    disk_desc_at(r, DESC, 0, HEADER, 16, F_NEXT, length ? 1 : 2);
    disk_desc_at(r, DESC, 1, address, length, F_NEXT | (writes ? F_WRITE : 0), 2);
    disk_desc_at(r, DESC, 2, STATUS_BYTE, 1, F_WRITE, 0);
    disk_submit(r, 0);
    assert_true(bus_read(r->bus, STATUS_BYTE, &status, 1));
    return status;
}

uint16_t disk_used(struct disk_rig *r)
{
    uint16_t used;
    assert_true(bus_read(r->bus, USED + 2, &used, sizeof used));
    return used;
}

bool disk_broken(struct disk_rig *r)
{
    return disk_load(r, R_STATUS) & S_NEEDS_RESET;
}
