/* What teaching kernels do at their start, in their way. M-mode opens the PMP, delegates all, and lends its timer: each
 * interrupt of the CLINT becomes a software interrupt of S-mode. There the disk is driven by its interrupt, through the PLIC, by
 * a driver that looks at 32 feature bits only. */
#include "kit.h"

enum { VIRTIO = PLAT_VIRTIO0_BASE, QUEUE = 8, TICKS = 3, INTERVAL = 10000, S_CONTEXT = 1 };
#define READ_CSR(csr)                                      \
    ({                                                     \
        uint64_t value_;                                   \
        __asm__ volatile("csrr %0, " #csr : "=r"(value_)); \
        value_;                                            \
    })

/* As the legacy interface wants it: two pages, the used ring in the second. */
static struct {
    struct {
        uint64_t address;
        uint32_t length;
        uint16_t flags, next;
    } desc[QUEUE];
    struct {
        uint16_t flags, index, ring[QUEUE];
    } avail;
    struct {
        uint16_t flags, index;
        struct {
            uint32_t id, length;
        } ring[QUEUE];
    } used __attribute__((aligned(4096)));
} queue __attribute__((aligned(4096)));
static struct {
    uint32_t type, reserved;
    uint64_t sector;
} header;
static uint8_t block[1024], status = 0xff;
static volatile unsigned ticks, disk_interrupts;

/* In M-mode; saves nothing that C code may hold but what it uses. */
__attribute__((interrupt("machine"), aligned(4))) static void lend_timer(void)
{
    put64(PLAT_CLINT_BASE + 0x4000, mtime() + INTERVAL);
    CSR_SET(mip, 2);
}

__attribute__((interrupt("supervisor"), aligned(4))) static void trap(void)
{
    uint64_t cause = READ_CSR(scause);
    if (cause == (UINT64_C(1) << 63 | 1)) {
        ticks++;
        __asm__ volatile("csrc sip, %0" ::"r"(2ul));
    } else if (cause == (UINT64_C(1) << 63 | 9)) {
        uint32_t source = get32(PLAT_PLIC_BASE + 0x200004 + S_CONTEXT * 0x1000);
        disk_interrupts += source == PLAT_VIRTIO0_IRQ;
        put32(VIRTIO + 0x064, get32(VIRTIO + 0x060) & 3);
        put32(PLAT_PLIC_BASE + 0x200004 + S_CONTEXT * 0x1000, source);
    } else {
        say("trap\n");
        put32(PLAT_TEST_BASE, 0x13333);
    }
}

static int start_queue(void)
{
    const void *ring[] = {queue.desc, &queue.avail, &queue.used};
    put32(VIRTIO + 0x030, 0);
    if (get32(VIRTIO + 0x044) || get32(VIRTIO + 0x034) < QUEUE)
        return 3;
    put32(VIRTIO + 0x038, QUEUE);
    for (unsigned n = 0; n < 3; n++) {
        put32(VIRTIO + 0x080 + 0x10 * n, (uint32_t)(uintptr_t)ring[n]);
        put32(VIRTIO + 0x084 + 0x10 * n, (uint32_t)((uintptr_t)ring[n] >> 32));
    }
    put32(VIRTIO + 0x044, 1);
    return 0;
}

static int start_legacy_queue(void)
{
    put32(VIRTIO + 0x028, 4096);
    put32(VIRTIO + 0x030, 0);
    if (get32(VIRTIO + 0x040) || get32(VIRTIO + 0x034) < QUEUE)
        return 4;
    put32(VIRTIO + 0x038, QUEUE);
    put32(VIRTIO + 0x03c, 4096);
    put32(VIRTIO + 0x040, (uint32_t)((uintptr_t)&queue / 4096));
    return get32(VIRTIO + 0x040) == (uintptr_t)&queue / 4096 ? 0 : 5;
}

static int start_disk(void)
{
    uint32_t version = get32(VIRTIO + 4);
    if (get32(VIRTIO) != 0x74726976 || get32(VIRTIO + 8) != 2 || get32(VIRTIO + 12) != 0x554d4551)
        return 1;
    put32(VIRTIO + 0x070, 0);
    put32(VIRTIO + 0x070, 1);
    put32(VIRTIO + 0x070, 3);
    uint32_t features = get32(VIRTIO + 0x010);
    put32(VIRTIO + 0x020, features & ~(1u << 5 | 1u << 7 | 1u << 11 | 1u << 12 | 1u << 27 | 1u << 28 | 1u << 29));
    put32(VIRTIO + 0x070, 11);
    if (version == 2 && !(get32(VIRTIO + 0x070) & 8))
        return 2;
    int bad = version == 2 ? start_queue() : start_legacy_queue();
    put32(VIRTIO + 0x070, 15);
    say(version == 2 ? "modern\n" : "legacy\n");
    return bad;
}

static void read_block(void)
{
    header.sector = 2;
    queue.desc[0].address = (uintptr_t)&header, queue.desc[0].length = sizeof header, queue.desc[0].flags = 1,
    queue.desc[0].next = 1;
    queue.desc[1].address = (uintptr_t)block, queue.desc[1].length = sizeof block, queue.desc[1].flags = 3,
    queue.desc[1].next = 2;
    queue.desc[2].address = (uintptr_t)&status, queue.desc[2].length = 1, queue.desc[2].flags = 2;
    __sync_synchronize();
    queue.avail.index = 1;
    __sync_synchronize();
    put32(VIRTIO + 0x050, 0);
    while (!disk_interrupts || *(volatile uint16_t *)&queue.used.index == 0)
        ;
}

static void supervisor(void)
{
    CSR_WRITE(stvec, trap);
    put32(PLAT_PLIC_BASE + 4 * PLAT_VIRTIO0_IRQ, 1);
    put32(PLAT_PLIC_BASE + 0x2000 + S_CONTEXT * 0x80, 1 << PLAT_VIRTIO0_IRQ);
    put32(PLAT_PLIC_BASE + 0x200000 + S_CONTEXT * 0x1000, 0);
    CSR_SET(sie, 0x222);
    CSR_SET(sstatus, 2);
    int bad = start_disk();
    if (!bad)
        read_block();
    while (ticks < TICKS)
        ;
    say(bad ? "no disk\n" : status == 0 && block[0] == 'x' && block[1023] == 'y' ? "disk and timer\n" : "wrong data\n");
    put32(PLAT_TEST_BASE, 0x5555);
    for (;;)
        WFI();
}

int guest_main(uint64_t hart, uint64_t fdt)
{
    (void)hart;
    (void)fdt;
    __asm__ volatile("csrc mstatus, %0" ::"r"(3ul << 11));
    CSR_SET(mstatus, 1 << 11);
    CSR_WRITE(mepc, supervisor);
    CSR_WRITE(satp, 0);
    CSR_WRITE(medeleg, 0xffff);
    CSR_WRITE(mideleg, 0xffff);
    CSR_WRITE(pmpaddr0, 0x3fffffffffffff);
    CSR_WRITE(pmpcfg0, 0xf);
    put64(PLAT_CLINT_BASE + 0x4000, mtime() + INTERVAL);
    CSR_WRITE(mtvec, lend_timer);
    CSR_SET(mstatus, 1 << 7); /* not before mret: an interrupt would change mepc */
    CSR_SET(mie, 1 << 7);
    __asm__ volatile("mret");
    return 1;
}
