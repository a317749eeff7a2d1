#include "bench.h"

#include <stdlib.h>

static bool device_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    struct bench *b = device;
    (void)size;
    b->device_accesses++;
    *value = b->device_value;
    return offset < 0x100;
}

static bool device_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct bench *b = device;
    (void)size;
    b->device_accesses++;
    b->device_value = value;
    if (offset == 8)
        hart_ask_stop(b->hart);
    if (offset == 16)
        hart_set_line(b->hart, 11, value);
    return offset < 0x100;
}

static uint64_t mtime(void *context)
{
    return ((struct bench *)context)->mtime;
}

int bench_setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    const struct bus_window window = {DEVICE, 0x1000, b, device_load, device_store};
    const struct hart_board board = {.context = b, .mtime = mtime};
    b->bus = bus_new(RAM, RAM_SIZE);
    b->hart = hart_new(0, b->bus, &board);
    bus_attach(b->bus, &window);
    hart_reset(b->hart, CODE, 0, 0, 0);
    bench_write(b, TRAPS, (const uint32_t[]){WFI, SELF}, 2);
    bench_write(b, TRAPS + 0x100, (const uint32_t[]){WFI, SELF}, 2);
    bench_set_csr(b, MTVEC, TRAPS);
    bench_set_csr(b, STVEC, TRAPS + 0x100);
    bench_set_csr(b, MSTATUS, 0x6000);
    bench_set_csr(b, PMPADDR0 + 15, ~UINT64_C(0));
    bench_set_csr(b, PMPCFG0 + 2, UINT64_C(0x1f) << 56);
    *state = b;
    return 0;
}

int bench_teardown(void **state)
{
    struct bench *b = *state;
    hart_free(b->hart);
    bus_free(b->bus);
    free(b);
    return 0;
}

bool bench_run(struct bench *b, const uint32_t *words, unsigned count)
{
    const uint32_t end[] = {WFI, SELF};
    bench_write(b, CODE, words, count);
    bench_write(b, CODE + 4 * count, end, 2);
    hart_set_reg(b->hart, 32, CODE);
    hart_run(b->hart, 1000);
    return hart_get_reg(b->hart, 32) == CODE + 4 * (count + 1);
}

void bench_write(struct bench *b, uint64_t pa, const uint32_t *words, unsigned count)
{
    assert_true(bus_write(b->bus, pa, words, 4 * count));
    hart_poke(b->hart, 0, words, 0); /* decoded blocks are looked at again */
}

void bench_put(struct bench *b, uint64_t pa, uint64_t value)
{
    assert_true(bus_store(b->bus, pa, 8, value));
}

uint64_t bench_get(struct bench *b, uint64_t pa)
{
    uint64_t value;
    assert_true(bus_load(b->bus, pa, 8, &value));
    return value;
}

uint64_t bench_csr(struct bench *b, unsigned csr)
{
    uint64_t value = 0;
    assert_true(hart_csr_get(b->hart, csr, &value));
    return value;
}

void bench_set_csr(struct bench *b, unsigned csr, uint64_t value)
{
    assert_true(hart_csr_set(b->hart, csr, value));
}

/* By an mret in M-mode, as firmware would. */
void bench_enter(struct bench *b, enum privilege priv, uint64_t pc)
{
    const uint32_t word = MRET;
    uint64_t status = bench_csr(b, MSTATUS) & ~UINT64_C(0x1800);
    assert_int_equal(hart_privilege(b->hart), PRV_M);
    bench_write(b, CODE + 0xff0, &word, 1);
    bench_set_csr(b, MSTATUS, status | (uint64_t)priv << 11);
    bench_set_csr(b, MEPC, pc);
    hart_set_reg(b->hart, 32, CODE + 0xff0);
    assert_int_equal(hart_run(b->hart, 1), STOP_BUDGET);
    assert_int_equal(hart_privilege(b->hart), priv);
    assert_int_equal(hart_get_reg(b->hart, 32), pc);
}
