/* Guests that do anything: random stores to every device, random instructions. Seeds are printed. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "abi/csrs.h"
#include "abi/insn.h"
#include "abi/layout.h"
#include "abi/platform.h"
#include "board/machine.h"
#include "tests.h"

enum { DISK = 8192, A0 = 10, X31 = 31 };

static uint8_t disk[DISK];

static bool read_disk(void *context, uint64_t offset, void *to, uint64_t size)
{
    (void)context;
    assert_true(offset <= DISK && size <= DISK - offset);
    memcpy(to, disk + offset, size);
    return true;
}

static bool write_disk(void *context, uint64_t offset, const void *from, uint64_t size)
{
    (void)context;
    assert_true(offset <= DISK && size <= DISK - offset);
    memcpy(disk + offset, from, size);
    return true;
}

static bool flush_disk(void *context)
{
    (void)context;
    return true;
}

static struct machine *make(const void *code, size_t size)
{
    struct failure why;
    struct machine_config config = {.ram_size = 4 << 20, .harts = 2};
    config.kernel = (struct machine_image){"code", code, size};
    config.disk[0] = (struct block_backend){NULL, DISK, false, read_disk, write_disk, flush_disk};
    struct machine *m = machine_new(&config, &why);
    assert_non_null(m);
    return m;
}

static uint64_t random64(void)
{
    return (uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^ (uint64_t)rand();
}

static uint64_t random_place(void)
{
    static const uint64_t bases[] = {PLAT_TEST_BASE,
                                     PLAT_RTC_BASE,
                                     PLAT_CLINT_BASE,
                                     PLAT_PLIC_BASE,
                                     PLAT_UART0_BASE,
                                     PLAT_VIRTIO0_BASE,
                                     PLAT_VIRTIO0_BASE + 0x1000,
                                     PLAT_DMACTL0_BASE,
                                     PLAT_DMACTL0_BASE + PLAT_DMACTL0_SIZE,
                                     0x1000,
                                     PLAT_CLINT_BASE + 0x4000,
                                     PLAT_CLINT_BASE + 0xbff0,
                                     PLAT_PLIC_BASE + 0x2000,
                                     PLAT_PLIC_BASE + 0x200000};
    uint64_t base = bases[(unsigned)rand() % (sizeof bases / sizeof *bases)];
    return base + (uint64_t)(rand() % 4 ? rand() % 0x100 : rand() % 0x1000);
}

static void restart(struct machine *m)
{
    struct failure why;
    assert_true(machine_reset(m, &why));
}

static void random_device_accesses(void **state)
{
    static const uint32_t idle[] = {0x10500073, 0xffdff06f};
    unsigned seed = (unsigned)time(NULL);
    struct machine *m = make(idle, sizeof idle);
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < 300000; round++) {
        unsigned size = 1u << rand() % 4;
        uint64_t at = random_place() & ~(uint64_t)(size - 1),
                 value = rand() % 2 ? random64() : (uint64_t)(rand() % 256);
        if (rand() % 2)
            bus_store(machine_bus(m), at, size, value);
        else
            bus_load(machine_bus(m), at, size, &value);
        if (round % 64)
            continue;
        enum machine_stop stop = machine_run(m, 20);
        if (stop == MACHINE_IDLE)
            machine_skip_to(m, machine_mtime(m) + (uint64_t)(rand() % 1000));
        if (stop == MACHINE_FINISHED || stop == MACHINE_RESET)
            restart(m);
        machine_input(m, (uint8_t)rand());
    }
    machine_free(m);
}

/* A major opcode of each kind, with random operands, is more interesting than noise. */
static uint32_t random_instruction(void)
{
    static const uint8_t opcodes[] = {0x03, 0x07, 0x0b, 0x0f, 0x13, 0x17, 0x1b, 0x23, 0x27, 0x2b, 0x2f, 0x33,
                                      0x37, 0x3b, 0x43, 0x47, 0x4b, 0x4f, 0x53, 0x63, 0x67, 0x6f, 0x73};
    uint32_t word = (uint32_t)random64();
    return rand() % 4 ? (word & ~0x7fu) | opcodes[(unsigned)rand() % sizeof opcodes] : word;
}

static void random_code(void **state)
{
    enum { WORDS = 1024 };
    static uint32_t code[WORDS];
    unsigned seed = (unsigned)time(NULL);
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    struct machine *m = make(code, sizeof code);
    for (unsigned round = 0; round < 400; round++) {
        for (unsigned i = 0; i < WORDS; i++)
            code[i] = random_instruction();
        assert_true(bus_write(machine_bus(m), PLAT_DRAM_BASE, code, sizeof code));
        for (unsigned reg = 1; reg <= X31; reg++)
            hart_set_reg(machine_hart(m, 0), reg,
                         rand() % 2 ? random_place() : PLAT_DRAM_BASE + (uint64_t)(rand() % 8192));
        hart_csr_set(machine_hart(m, 0), 0x305, PLAT_DRAM_BASE + (uint64_t)(rand() % WORDS) * 4);
        enum machine_stop stop = machine_run(m, 3000);
        if (stop == MACHINE_IDLE)
            machine_skip_to(m, UINT64_MAX);
        if (stop == MACHINE_FINISHED || stop == MACHINE_RESET || round % 16 == 0)
            restart(m);
    }
    machine_free(m);
}

/* --- a kernel that uses Xseg, and all of whose tables are noise ------------------------------------------------------- */
enum { RAM_WORDS = (4 << 20) / 8, SATP = 0x180, MSTATUS = 0x300, MTVEC = 0x305, MEPC = 0x341, STVEC = 0x105, PC = 32 };

/* What tables hold: pages of RAM (of its last page often), identities, noise. */
static uint64_t random_word(void)
{
    uint64_t page = (PLAT_DRAM_BASE >> 12) + (rand() % 4 ? (uint64_t)(rand() % 1024) : 1023);
    switch (rand() % 4) {
    case 0: return page << 10 | 0xd1 | (uint64_t)(rand() % 8) << 1; /* an entry of a page table */
    case 1: return page << 12 | (uint64_t)(rand() % 2 ? rand() % 4096 : 4095);
    case 2: return (uint64_t)(rand() % 4) << 60 | (uint64_t)(rand() % (1 << 20));
    default: return random64();
    }
}

static uint32_t random_xseg(void)
{
    static const uint32_t match[] = {MATCH_SG_LOAD, MATCH_SG_WIN,   MATCH_SG_MOV, MATCH_SG_CHK,   MATCH_SG_CALL,
                                     MATCH_SG_RET,  MATCH_SG_CLR,   MATCH_SG_QRY, MATCH_SG_LOADG, MATCH_SG_LDR,
                                     MATCH_SG_STR,  MATCH_SG_INVAL, MATCH_SG_DEV};
    uint32_t operands = (uint32_t)random64() & ~0x707fu, word = match[(unsigned)rand() % 13];
    return rand() % 2 ? random_instruction() : word == MATCH_SG_RET ? word : word | operands;
}

/* One descriptor of code, one of a thread, over one table: every second page is code, the others are data. */
static void plausible_tables(struct machine *m, uint64_t gst)
{
    uint64_t root = gst + 0x1000, leaf = root + 0x2000;
    uint64_t pointer[] = {(root + 0x1000) >> 2 | 1, leaf >> 2 | 1};
    for (unsigned n = 1; n < 8; n++) {
        struct xs_desc d = {0};
        xs_desc_set_valid(&d, 1);
        xs_desc_set_kind(&d, n == 1 ? XS_KIND_CODE : n == 2 ? XS_KIND_THREAD : (unsigned)rand() % 4);
        xs_desc_set_r(&d, 1);
        xs_desc_set_w(&d, 1);
        xs_desc_set_generation(&d, 1);
        xs_desc_set_root(&d, root >> 12);
        xs_desc_set_limit(&d, 1 << 21);
        xs_desc_set_vst(&d, gst + 0x800);
        xs_desc_set_vst_count(&d, 16);
        xs_desc_set_gates(&d, gst + 0x400);
        xs_desc_set_gate_count(&d, 8);
        assert_true(bus_write(machine_bus(m), gst + n * sizeof d, &d, sizeof d));
    }
    for (unsigned level = 0; level < 2; level++)
        assert_true(bus_write(machine_bus(m), root + level * 0x1000, &pointer[level], 8));
    for (unsigned n = 0; n < 512; n++) {
        uint64_t page = (PLAT_DRAM_BASE >> 12) + (n % 2 ? 1023u : (unsigned)rand() % 1024);
        uint64_t pte = page << 10 | 0xd1 | (rand() % 2 ? 2 | 8 : 2 | 4);
        assert_true(bus_write(machine_bus(m), leaf + n * 8, &pte, 8));
    }
}

static void random_tables(void **state)
{
    static const uint32_t mret[] = {0x30200073};
    static const unsigned csrs[] = {CSR_XSV,  CSR_XSW,  CSR_XSG,     CSR_XLSP,  CSR_XLSLIM,
                                    CSR_XSLW, CSR_XFPE, CSR_XS2BASE, CSR_XS2LIM};
    unsigned seed = (unsigned)time(NULL);
    struct machine *m = make(mret, sizeof mret);
    uint64_t *ram = (uint64_t *)bus_ram(machine_bus(m), PLAT_DRAM_BASE, RAM_WORDS * 8);
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < 200; round++) {
        uint64_t gst = PLAT_DRAM_BASE + 0x1000 * (uint64_t)(1 + rand() % 1000);
        restart(m);
        for (unsigned i = 512; i < RAM_WORDS; i += 1 + (unsigned)rand() % 32)
            ram[i] = rand() % 2 ? random_word() : random_xseg() | (uint64_t)random_xseg() << 32;
        plausible_tables(m, gst);
        struct hart *h = machine_hart(m, 0);
        for (unsigned reg = 1; reg <= X31; reg++)
            hart_set_reg(h, reg, random_word());
        hart_csr_set(h, 0x3bf, UINT64_MAX); /* the last PMP entry: everything */
        hart_csr_set(h, 0x3a2, UINT64_C(0x1f) << 56);
        hart_csr_set(h, SATP, (uint64_t)XS_SATP_MODE << 60 | (rand() % 16 ? gst >> 12 : random64() >> 20));
        hart_csr_set(h, CSR_XS1, UINT64_C(1) << 32 | 1);
        hart_csr_set(h, CSR_XS2, UINT64_C(1) << 32 | 2);
        for (unsigned i = 0; i < sizeof csrs / sizeof *csrs; i++)
            hart_csr_set(h, csrs[i], i < 3 ? random64() : random_word());
        hart_csr_set(h, MSTATUS, rand() % 4 ? 0x6000 : 0x46800); /* to U-mode; or to S-mode with SUM */
        hart_csr_set(h, MEPC, (uint64_t)(rand() % 4 ? 1 : 15) << 60 | (uint64_t)(rand() % (1 << 21)));
        hart_csr_set(h, MTVEC, PLAT_DRAM_BASE);
        hart_csr_set(h, STVEC, UINT64_C(15) << 60 | (PLAT_DRAM_BASE + (uint64_t)(rand() % (1 << 22))));
        if (machine_run(m, 3000) == MACHINE_IDLE)
            machine_skip_to(m, UINT64_MAX);
    }
    machine_free(m);
}

int run_hostile(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_device_accesses),
        cmocka_unit_test(random_code),
        cmocka_unit_test(random_tables),
    };
    return cmocka_run_group_tests_name("hostile guests", tests, NULL, NULL);
}
