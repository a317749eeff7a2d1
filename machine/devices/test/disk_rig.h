/* A virtio disk in memory behind its window, and a small driver for it. */
#pragma once
#include "devices/virtio_blk.h"
#include "rig.h"

enum {
    DISK_SIZE = 64 * 512,
    DISK_IRQ = 1,
    QUEUE_SIZE = 8,
    F_NEXT = 1,
    F_WRITE = 2,
    F_INDIRECT = 4,
    R_STATUS = 0x070,
    R_INTERRUPT = 0x060,
    R_NOTIFY = 0x050,
    R_READY = 0x044,
    S_NEEDS_RESET = 64,
};
#define RAM_BASE    0x80000000u
#define RAM_SIZE    0x100000u
#define DESC        (RAM_BASE + 0x1000)
#define AVAIL       (RAM_BASE + 0x2000)
#define USED        (RAM_BASE + 0x3000)
#define INDIRECT    (RAM_BASE + 0x4000)
#define HEADER      (RAM_BASE + 0x8000)
#define STATUS_BYTE (RAM_BASE + 0x8100)
#define DATA        (RAM_BASE + 0x10000)

struct disk_rig {
    struct rig rig;
    struct bus *bus;
    struct virtio_mmio *v;
    struct xs_counters counters;
    uint8_t disk[DISK_SIZE];
    unsigned flushes;
    uint16_t avail;
};

struct disk_rig *disk_rig_new(bool read_only);
void disk_rig_free(struct disk_rig *r);
uint32_t disk_load(struct disk_rig *r, uint64_t reg);
void disk_store(struct disk_rig *r, uint64_t reg, uint64_t value);
void disk_start(struct disk_rig *r, uint64_t features); /* negotiates and sets up queue 0 */
void disk_desc_at(struct disk_rig *r, uint64_t table, unsigned n, uint64_t address, uint32_t length, unsigned flags,
                  unsigned next);
void disk_header(struct disk_rig *r, uint32_t type, uint64_t sector);
/* Header, data and status in three descriptors. Returns the status byte, 0xff if none was written. */
uint8_t disk_request(struct disk_rig *r, uint32_t type, uint64_t sector, uint64_t address, uint32_t length);
void disk_submit(struct disk_rig *r, unsigned head); /* makes a chain available and notifies */
uint16_t disk_used(struct disk_rig *r);
bool disk_broken(struct disk_rig *r);
