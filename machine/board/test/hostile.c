/* Guests that do anything: random stores to every device, random instructions. Seeds are printed. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

int run_hostile(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_device_accesses),
        cmocka_unit_test(random_code),
    };
    return cmocka_run_group_tests_name("hostile guests", tests, NULL, NULL);
}
