#include "tour/disk.h"

#include <stddef.h>
#include <string.h>

#include <postern/device.h>
#include <postern/service.h>

POSTERN_IMPORT(window_import, "virtio3");
POSTERN_IMPORT(ring_import, "ring");

enum { RING = 1, GIVEN = 2, SIZE = 4, SECTOR = 512 };

/* Virtual I/O Device (VIRTIO) 1.1, sections 2.6, 4.2 and 5.2: as much as a read of one sector takes. */
enum {
    DEVICE = 0x008,
    ACCEPTED = 0x020,
    ACCEPTED_SEL = 0x024,
    QUEUE_SEL = 0x030,
    QUEUE_NUM = 0x038,
    QUEUE_READY = 0x044,
    NOTIFY = 0x050,
    STATUS = 0x070,
    QUEUE_DESC = 0x080,
    QUEUE_AVAIL = 0x090,
    QUEUE_USED = 0x0a0,
};
enum { DEVICE_BLOCK = 2, ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8, NEEDS_RESET = 64, VERSION_1 = 1 };
enum { NEXT = 1, DEVICE_WRITES = 2, OK = 0 };

struct descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags, next;
};

/* What the device reads and writes to be driven. */
struct ring {
    struct descriptor desc[SIZE];
    struct {
        uint32_t type, reserved;
        uint64_t sector;
    } header;                         /* zeros: a read of sector 0 */
    uint16_t avail[2 + SIZE], pad[2]; /* flags, index; every chain begins at descriptor 0 */
    uint32_t used[1 + 2 * SIZE];
    volatile uint8_t status;
};

static const uint64_t base = (uint64_t)RING << 60;

static volatile uint32_t *window(void)
{
    return postern_load(7, window_import.selector);
}

static struct ring *ring(void)
{
    return postern_load(8, ring_import.selector);
}

static void put64(unsigned offset, uint64_t value)
{
    window()[offset / 4] = (uint32_t)value;
    window()[offset / 4 + 1] = (uint32_t)(value >> 32);
}

int disk_start(void)
{
    volatile uint32_t *w = window();

    if (w[DEVICE / 4] != DEVICE_BLOCK)
        return 1;
    memset(ring(), 0, sizeof(struct ring));
    postern_device_give(w, ring(), RING);
    w[STATUS / 4] = 0;
    w[STATUS / 4] = ACKNOWLEDGE | DRIVER;
    w[ACCEPTED_SEL / 4] = 1;
    w[ACCEPTED / 4] = VERSION_1;
    w[STATUS / 4] = ACKNOWLEDGE | DRIVER | FEATURES_OK;
    w[QUEUE_SEL / 4] = 0;
    w[QUEUE_NUM / 4] = SIZE;
    put64(QUEUE_DESC, base + offsetof(struct ring, desc));
    put64(QUEUE_AVAIL, base + offsetof(struct ring, avail));
    put64(QUEUE_USED, base + offsetof(struct ring, used));
    w[QUEUE_READY / 4] = 1;
    w[STATUS / 4] = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;
    return (w[STATUS / 4] & NEEDS_RESET) != 0;
}

int disk_read(uint64_t to, const char **why)
{
    struct ring *r = ring();
    const uint32_t before = disk_refusals();

    r->status = 0xff;
    r->desc[0] = (struct descriptor){base + offsetof(struct ring, header), sizeof r->header, NEXT, 1};
    r->desc[1] = (struct descriptor){to, SECTOR, NEXT | DEVICE_WRITES, 2};
    r->desc[2] = (struct descriptor){base + offsetof(struct ring, status), 1, DEVICE_WRITES, 0};
    __asm__ volatile("fence iorw, iorw" ::: "memory");
    r->avail[1]++;
    __asm__ volatile("fence iorw, iorw" ::: "memory");
    window()[NOTIFY / 4] = 0;
    __asm__ volatile("fence iorw, iorw" ::: "memory");
    *why = disk_refusals() == before ? NULL : postern_device_reason(window());
    return r->status != OK;
}

uint64_t disk_give(const void *p)
{
    return postern_device_give(window(), p, GIVEN);
}

uint32_t disk_refusals(void)
{
    return postern_device_refusals(window());
}
