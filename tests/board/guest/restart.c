/* Asks for a restart the first two times. RAM does not outlive one, so the count is kept on the disk: in its first byte. */
#include "kit.h"

enum { VIRTIO = PLAT_VIRTIO0_BASE, QUEUE = 8, READ = 0, WRITE = 1 };

static struct {
    uint64_t words[2];
} desc[QUEUE] __attribute__((aligned(4096)));
static struct {
    uint16_t flags, index, ring[QUEUE + 1];
} avail;
static struct {
    uint16_t flags, index;
    uint32_t ring[2 * QUEUE];
} used __attribute__((aligned(4)));
static struct {
    uint32_t type, reserved;
    uint64_t sector;
} header;
static uint8_t sector[512], status;

static void address(uint64_t reg, const volatile void *what)
{
    put32(VIRTIO + reg, (uint32_t)(uintptr_t)what);
    put32(VIRTIO + reg + 4, (uint32_t)((uint64_t)(uintptr_t)what >> 32));
}

static void start(void)
{
    put32(VIRTIO + 0x070, 3);
    put32(VIRTIO + 0x024, 1);
    put32(VIRTIO + 0x020, 1);
    put32(VIRTIO + 0x070, 11);
    put32(VIRTIO + 0x038, QUEUE);
    address(0x080, desc);
    address(0x090, &avail);
    address(0x0a0, &used);
    put32(VIRTIO + 0x044, 1);
    put32(VIRTIO + 0x070, 15);
}

static void describe(unsigned n, const volatile void *what, uint64_t length, uint64_t flags)
{
    desc[n].words[0] = (uint64_t)(uintptr_t)what;
    desc[n].words[1] = length | flags << 32 | (uint64_t)(n + 1) << 48;
}

static int transfer(uint32_t type)
{
    header.type = type;
    describe(0, &header, sizeof header, 1);
    describe(1, sector, sizeof sector, type == READ ? 3 : 1);
    describe(2, &status, 1, 2);
    avail.ring[avail.index % QUEUE] = 0;
    avail.index++;
    __asm__ volatile("fence" ::: "memory");
    put32(VIRTIO + 0x050, 0);
    while (*(volatile uint16_t *)&used.index != avail.index)
        ;
    __asm__ volatile("fence" ::: "memory");
    return *(volatile uint8_t *)&status;
}

int guest_main(uint64_t hart, uint64_t fdt)
{
    (void)hart;
    (void)fdt;
    start();
    if (transfer(READ) != 0)
        return 1;
    sector[0]++;
    if (transfer(WRITE) != 0)
        return 2;
    say("start\n");
    if (sector[0] < 3)
        put32(PLAT_TEST_BASE, 0x7777);
    return 0;
}
