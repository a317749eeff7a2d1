/* Chapter 21: devices hold segments. The machine has a disk at virtio0, whose doubleword at byte n reads DISK_WORD(n). CLIENT is the
 * driver: DATA2 is the device's window, DATA the memory, ALIAS the keepable name of it. S-mode lays out the ring and rings the bell. */
#include "guest.h"

enum {
    RING = 1, /* device registers, by use */
    BUFFER = 2,
    DESC = 0, /* offsets in DATA */
    AVAIL = 0x200,
    USED = 0x300,
    HEADER = 0x400,
    STATUS = 0x410,
    DATA_AT = 0x1000,
    SECTOR = 512,
    READ = 0,
    WRITE = 1,
    OK = 0,
    IOERR = 1,
    UNTOUCHED = 0xff,
    NEEDS_RESET = 64,
    NEXT = 1,
    DEVICE_WRITES = 2,
    WINDOW_PTE = 0xd7,
    DATA_PTE = 0xd7,
    READ_EXECUTE_PTE = 0x5b,
    STORE_ACCESS_FAULT = 7,
    VIRTIO = 0x10001000,
    CONTROL = 0x10010000,
};
#define DISK_WORD(n) ((uint64_t)(n) | (uint64_t)0xd15c << 48)
#define LONG(at)     (*(volatile uint64_t *)PTR(15, (at)))
#define WORD(at)     (*(volatile uint32_t *)PTR(15, VIRTIO + (at)))
extern uint64_t gst[];

USER(d_load, "sg.load 3, a2\n sg.load 4, a3\n ecall");
USER(d_ring, "sg.dev a0, a1, a2, 1\n ecall");
USER(d_buffer, "sg.dev a0, a1, a2, 2\n ecall");
USER(d_zero, "sg.dev a0, a1, a2, 0\n ecall");
USER(d_window, "sg.win a2, a4, a5, 5, 1\n sg.dev a0, a1, a2, 2\n ecall");
USER(d_narrow, "sg.win a1, a1, a5, 6, 1\n sg.dev a0, a1, a2, 2\n ecall");
USER(d_fault, "ld a1, (a0)\n ecall");

static uint8_t *memory(uint64_t offset)
{
    return page_of(DATA, (unsigned)(offset >> 12)) + (offset & 0xfff);
}

static void put_desc(unsigned n, uint64_t address, uint32_t length, unsigned flags)
{
    uint64_t *d = (uint64_t *)memory(DESC + 16 * n);
    d[0] = address;
    d[1] = length | (uint64_t)flags << 32 | (uint64_t)(n + 1) << 48;
}

/* Bring-up with the rings at DMA address `ring`. */
static void start(uint64_t ring)
{
    static const uint16_t areas[] = {0x080, DESC, 0x090, AVAIL, 0x0a0, USED};
    WORD(0x70) = 0;
    WORD(0x70) = 3;
    WORD(0x24) = 1;
    WORD(0x20) = 1;
    WORD(0x70) = 11;
    WORD(0x30) = 0;
    WORD(0x38) = 4;
    for (unsigned i = 0; i < 6; i += 2) {
        WORD(areas[i]) = (uint32_t)(ring + areas[i + 1]);
        WORD(areas[i] + 4) = (uint32_t)((ring + areas[i + 1]) >> 32);
    }
    for (unsigned i = 0; i < 0x420; i += 8)
        *(uint64_t *)memory(i) = 0;
    WORD(0x44) = 1;
    WORD(0x70) = 15;
}

/* One request; the status byte that the device left. */
static unsigned request(unsigned type, uint64_t sector, uint64_t address, uint32_t length)
{
    uint64_t ring = PTR(RING, 0);
    ((uint64_t *)memory(HEADER))[0] = type;
    ((uint64_t *)memory(HEADER))[1] = sector;
    *memory(STATUS) = UNTOUCHED;
    put_desc(0, ring + HEADER, 16, NEXT);
    put_desc(1, address, length, NEXT | (type == READ ? DEVICE_WRITES : 0));
    put_desc(2, ring + STATUS, 1, DEVICE_WRITES);
    __asm__ volatile("fence" ::: "memory");
    *(volatile uint16_t *)memory(AVAIL + 2) += 1;
    WORD(0x50) = 0;
    __asm__ volatile("fence" ::: "memory");
    return *memory(STATUS);
}

/* The segments loaded, the device in segment mode, its ring in RING, the whole of ALIAS in BUFFER. */
static void prepare(void)
{
    set_pte(DATA2, 0, VIRTIO >> 12 << 10 | WINDOW_PTE);
    LONG(CONTROL + XS_DMACTL_GST) = (uint64_t)gst & ~PTR(15, 0);
    LONG(CONTROL + XS_DMACTL_MODE) = 1;
    LONG(CONTROL + XS_DMACTL_FAULT) = 0;
    user.x[A2] = TO_ALIAS;
    user.x[A3] = TO_DATA2;
    go(d_load);
    user.x[A1] = PTR(4, 0);
    user.x[A2] = PTR(3, 0);
    go(d_ring);
    start(PTR(RING, 0));
    go(d_buffer);
}

static unsigned reason(void)
{
    return LONG(CONTROL + XS_DMACTL_FAULT) & 0xff;
}

CASE(claim_O8_a_driver_gives_its_device_what_it_holds)
{
    prepare();
    user.x[A2] = PTR(3, 0x1230);
    go(d_buffer);
    expect_ecall();
    expect(user.x[A0] == PTR(BUFFER, 0x1230)); /* the same offset, by the device's register */
    expect(request(READ, 3, PTR(BUFFER, DATA_AT), SECTOR) == OK);
    for (unsigned i = 0; i < SECTOR; i += 8)
        expect(*(uint64_t *)memory(DATA_AT + i) == DISK_WORD(3 * SECTOR + i));
    *(uint64_t *)memory(DATA_AT) = 77;
    expect(request(WRITE, 9, PTR(BUFFER, DATA_AT), SECTOR) == OK);
    *(uint64_t *)memory(DATA_AT) = 0;
    expect(request(READ, 9, PTR(BUFFER, DATA_AT), SECTOR) == OK && *(uint64_t *)memory(DATA_AT) == 77);
    *(uint64_t *)memory(DATA_AT) = DISK_WORD(9 * SECTOR);
    expect(request(WRITE, 9, PTR(BUFFER, DATA_AT), SECTOR) == OK);
    expect(reason() == 0);
}

CASE(claim_O8_a_hostile_driver_gets_a_fault_not_data)
{
    prepare();
    uint64_t secret = (uint64_t)page_of(SECRET, 0) & ~PTR(15, 0);
    *(uint64_t *)page_of(SECRET, 0) = 42;
    const uint64_t aims[] = {secret,    PTR(15, secret),    PTR(BUFFER, secret),
                             PTR(3, 0), PTR(BUFFER, LIMIT), PTR(BUFFER, 0x1f00),
                             0};
    for (unsigned i = 0; i < sizeof aims / sizeof *aims; i++) {
        LONG(CONTROL + XS_DMACTL_FAULT) = 0;
        expect(request(READ, 0, aims[i], SECTOR) == IOERR);
        expect(*(uint64_t *)page_of(SECRET, 0) == 42);
        expect(reason() != 0 && LONG(CONTROL + XS_DMACTL_ADDRESS) - aims[i] < SECTOR);
        expect(request(WRITE, 20, aims[i], SECTOR) == IOERR);
        expect(request(READ, 20, PTR(BUFFER, DATA_AT), SECTOR) == OK);
        expect(*(uint64_t *)memory(DATA_AT) == DISK_WORD(20 * SECTOR)); /* nothing went to the disk */
    }
    expect(*(uint64_t *)(memory(DATA_AT) + 0xf00) == 0); /* nor the half of it that lay in bounds */
    expect(!(WORD(0x70) & NEEDS_RESET));
}

CASE(claim_O8_the_ring_is_reached_by_a_register_too)
{
    prepare();
    start((uint64_t)page_of(DATA, 0) & ~PTR(15, 0)); /* a physical address */
    expect(WORD(0x70) & NEEDS_RESET && !(WORD(0x44) & 1));
    expect(reason() == XS_REASON_EMPTY);
    start(PTR(RING, 0));
    user.x[A2] = 0;
    go(d_ring); /* the driver takes the ring away under the device */
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == UNTOUCHED);
    expect(WORD(0x70) & NEEDS_RESET);
}

CASE(claim_O8_a_window_bounds_the_device)
{
    prepare();
    user.x[A4] = PTR(3, DATA_AT);
    user.x[A5] = SECTOR;
    go(d_window); /* read-only, one sector */
    expect_ecall();
    expect(request(WRITE, 30, PTR(BUFFER, DATA_AT), SECTOR) == OK);
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == IOERR && reason() == XS_REASON_PERMISSION);
    expect(request(WRITE, 30, PTR(BUFFER, DATA_AT), 2 * SECTOR) == IOERR && reason() == XS_REASON_BOUNDS);
    expect(request(WRITE, 30, PTR(BUFFER, DATA_AT - 8), SECTOR) == IOERR && reason() == XS_REASON_BOUNDS);
}

CASE(claim_O8_revocation_stops_the_device_at_once)
{
    prepare();
    struct xs_desc own = get_desc(ALIAS); /* the ring's name is another alias, which stays */
    set_desc(25, &own);
    __asm__ volatile(XS_ASM_SG_LOADG("3", "%0", "%1")::"r"((uint64_t)25), "r"((uint64_t)3));
    go(d_ring);
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == OK);
    *(uint64_t *)memory(DATA_AT) = 5;
    revoke(ALIAS);
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == IOERR);
    expect(reason() == XS_REASON_STALE && *(uint64_t *)memory(DATA_AT) == 5);
    expect(request(READ, 0, PTR(RING, DATA_AT), SECTOR) == OK); /* nobody else is hurt */
}

CASE(claim_O8_a_driver_reads_why_its_device_was_refused)
{
    prepare();
    request(READ, 0, PTR(7, 0x40), SECTOR);
    go_with(d_fault, PTR(4, XS_DEVICE_FAULT_ADDRESS));
    expect_ecall();
    expect(user.x[A1] == PTR(7, 0x40));
    go_with(d_fault, PTR(4, XS_DEVICE_FAULT));
    expect((user.x[A1] & 0xffff) == (XS_REASON_EMPTY | 2 << 8 | 7 << 12) && user.x[A1] >> 32 == 1);
    LONG(CONTROL + XS_DMACTL_MODE) = 0;
    go_with(d_fault, PTR(4, XS_DEVICE_FAULT)); /* as on a board without segments */
    expect(user.x[A1] == 0);
}

CASE(rule_3_code_is_no_target_of_dma)
{
    prepare();
    uint64_t pte = get_pte(DATA, DATA_AT);
    set_pte(DATA, DATA_AT, (pte & ~(uint64_t)0xff) | READ_EXECUTE_PTE);
    inval(ALIAS, 0, 0);
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == IOERR && reason() == XS_REASON_PAGE_PERMISSION);
    expect(request(WRITE, 30, PTR(BUFFER, DATA_AT), SECTOR) == IOERR);
    set_pte(DATA, DATA_AT, pte);
    inval(ALIAS, 0, 0);
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == OK);
}

CASE(rule_16_the_kernel_clears_registers_and_resets_the_device)
{
    prepare();
    expect(LONG(CONTROL + XS_DMACTL_REGS + RING * XS_REG_SIZE) != 0);
    LONG(CONTROL + XS_DMACTL_CLEAR) = 1;
    for (unsigned i = 0; i < XS_DEVICE_REGS * XS_REG_SIZE; i += 8)
        expect(LONG(CONTROL + XS_DMACTL_REGS + i) == 0);
    expect(WORD(0x70) == 0 && LONG(CONTROL + XS_DMACTL_MODE) == 1);
    *(uint64_t *)memory(DATA_AT) = 5;
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == UNTOUCHED);
    start(PTR(RING, 0)); /* the driver begins anew, and holds nothing */
    expect(WORD(0x70) & NEEDS_RESET);
    expect(*(uint64_t *)memory(DATA_AT) == 5);
}

CASE(fault_35_not_keepable)
{
    prepare();
    user.x[A2] = TO_DATA;
    user.x[A3] = TO_DATA2;
    go(d_load);
    user.x[A2] = PTR(3, 0);
    go(d_buffer); /* the very pages, by a name that is not keepable */
    expect_fault(SEGMENT_LOAD, NOT_KEEPABLE, PTR(3, 0));
    expect(user.x[A0] == PTR(BUFFER, 0)); /* nothing changed: what was given before stays */
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == OK);
    user.x[A4] = PTR(2, 0x100);
    user.x[A5] = 64;
    go(d_window); /* the stack */
    expect_fault(SEGMENT_LOAD, NOT_KEEPABLE, PTR(5, 0x100));
    user.x[A4] = PTR(1, USER_TEXT);
    go(d_window); /* code */
    expect_fault(SEGMENT_LOAD, NOT_KEEPABLE, PTR(5, USER_TEXT));
    user.x[A2] = PTR(1, USER_TEXT);
    go(d_buffer);
    expect_fault(SEGMENT_LOAD, REGISTER, PTR(1, USER_TEXT));
}

CASE(fault_36_no_device)
{
    prepare();
    LONG(CONTROL + XS_DMACTL_MODE) = 0;
    user.x[A2] = PTR(3, 0);
    go(d_buffer); /* it takes physical addresses */
    expect_fault(SEGMENT_LOAD, NO_DEVICE, PTR(4, 0));
    set_pte(DATA2, 0, (uint64_t)0x10000000 >> 12 << 10 | WINDOW_PTE);
    go(d_buffer); /* the UART */
    expect_fault(SEGMENT_LOAD, NO_DEVICE, PTR(4, 0));
}

/* Who may load a device's registers: who may store to its own. */
CASE(g21_3_authority_over_a_device_is_a_store_to_it)
{
    prepare();
    user.x[A1] = PTR(3, 0);
    go(d_buffer); /* memory */
    expect(user.cause == STORE_ACCESS_FAULT && user.stval == PTR(3, 0));
    user.x[A1] = PTR(7, 0);
    go(d_buffer);
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(7, 0));
    user.x[A1] = PTR(15, VIRTIO);
    go(d_buffer);
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(15, VIRTIO));
    user.x[A1] = PTR(4, 0);
    user.x[A5] = 0x100;
    go(d_narrow); /* a read-only window of the device */
    expect_fault(SEGMENT_ACCESS, PERMISSION, PTR(6, 0));
    user.x[A1] = PTR(4, 0);
    go(d_zero); /* register 0 is always empty */
    expect_fault(SEGMENT_LOAD, REGISTER, PTR(4, 0));
}

CASE(g21_3_nibble_0_empties_the_register)
{
    prepare();
    user.x[A2] = 8;
    go(d_buffer);
    expect_ecall();
    expect(user.x[A0] == 8);
    expect(request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR) == IOERR && reason() == XS_REASON_EMPTY);
}

CASE(g21_3_a_thousand_loads_of_a_device_register)
{
    prepare();
    for (unsigned i = 0; i < 1000; i++) {
        uint64_t offset = i * 61 % 0x1000, size = 1 + i * 7 % 0x800;
        user.x[A4] = PTR(3, offset);
        user.x[A5] = size;
        go(d_window);
        expect(user.cause == ECALL && user.x[A0] == PTR(BUFFER, offset));
        expect(LONG(CONTROL + XS_DMACTL_REGS + BUFFER * XS_REG_SIZE + 8) == offset);
        expect(LONG(CONTROL + XS_DMACTL_REGS + BUFFER * XS_REG_SIZE + 16) == offset + size);
    }
}

CASE(g21_4_a_request_that_is_too_long_is_refused)
{
    prepare();
    expect(request(READ, 0, PTR(BUFFER, 0), XS_DMA_MAX + SECTOR) == IOERR);
    expect(reason() == XS_REASON_OPERAND || reason() == XS_REASON_BOUNDS);
}

USER(d_counts, "csrr a0, 0xc1d\n csrr a1, 0xc1e\n ecall");

CASE(g21_5_what_devices_read_is_counted)
{
    prepare();
    request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR);
    go(d_counts);
    uint64_t reads = user.x[A0], faults = user.x[A1];
    request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR);
    go(d_counts);
    expect(user.x[A0] == reads); /* warm: no table is read */
    inval(0, 0, 3);
    request(READ, 0, PTR(BUFFER, DATA_AT), SECTOR);
    go(d_counts);
    note("table reads of a cold request of one sector", user.x[A0] - reads);
    expect(user.x[A0] - reads == 1 + 3 * 2); /* a descriptor, two pages */
    request(READ, 0, PTR(9, 0), SECTOR);
    go(d_counts);
    expect(user.x[A1] == faults + 1);
}
