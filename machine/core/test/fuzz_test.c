/* Random instructions in random states: the host must survive, x0 stay 0, the counts add up, and the same run end in the
 * same state. The seed is printed, FUZZ_SEED repeats a run, FUZZ_ROUNDS a longer one. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "abi/csrs.h"
#include "bench.h"
#include "core/decode.h"
#include "groups.h"

enum { WORDS = 512, BUDGET = 4000 };

static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* A word of the table with random operands; now and then any word at all. */
static uint32_t random_word(uint64_t *seed)
{
    unsigned count;
    const struct opcode *table = decode_table(&count);
    const struct opcode *row = &table[draw(seed) % count];
    uint32_t any = (uint32_t)draw(seed);
    if (draw(seed) % 16 == 0)
        return any;
    uint32_t word = row->match | (any & ~row->mask);
    return (row->match & 3) == 3 ? word : (word & 0xffff) | any << 16;
}

/* Pointers that lead somewhere, by every register of the address space. */
static uint64_t random_pointer(uint64_t *seed)
{
    uint64_t where = draw(seed);
    return where % 4 == 0 ? where : (where & UINT64_C(0xf000000000000000)) | (RAM + where % RAM_SIZE);
}

static void scramble(struct bench *b, uint64_t *seed)
{
    static const uint64_t modes[] = {0, 8, 14};
    static const unsigned csrs[] = {MEDELEG,  0x303,    MIE,        MIP,      0x306,    0x30a,   FCSR,    CSR_XSV,
                                    CSR_XSW,  CSR_XLSP, CSR_XLSLIM, CSR_XSLW, CSR_XFPE, CSR_XS1, CSR_XS2, CSR_XS2LIM,
                                    PMPADDR0, PMPCFG0,  SEPC,       MEPC,     STVEC,    MTVEC};
    for (unsigned n = 0; n < WORDS; n++)
        bus_store(b->bus, CODE + 4 * n, 4, random_word(seed));
    for (unsigned n = 0; n < 512; n++) /* tables: descriptors, page-table entries that point into RAM */
        bench_put(b, TABLES + 8 * n,
                  draw(seed) % 3 ? (RAM + draw(seed) % RAM_SIZE) >> 12 << 10 | (draw(seed) & 0xff) : draw(seed));
    for (unsigned n = 1; n < 65; n++)
        hart_set_reg(b->hart, n, random_pointer(seed));
    for (unsigned n = 0; n < sizeof csrs / sizeof *csrs; n++)
        if (draw(seed) % 3 == 0)
            bench_set_csr(b, csrs[n], draw(seed) % 2 ? draw(seed) : random_pointer(seed));
    bench_set_csr(b, SATP, modes[draw(seed) % 3] << 60 | (draw(seed) & 1) << 44 | TABLES >> 12);
    bench_set_csr(b, MSTATUS, draw(seed));
    hart_set_reg(b->hart, 32, CODE + draw(seed) % (4 * WORDS));
}

static uint64_t rounds(uint64_t seed, unsigned count)
{
    uint64_t hash = 0;
    void *state;
    bench_setup(&state);
    struct bench *b = state;
    for (unsigned n = 0; n < count; n++) {
        scramble(b, &seed);
        uint64_t before = hart_instret(b->hart), budget = draw(&seed) % BUDGET;
        hart_run(b->hart, budget);
        assert_in_range(hart_instret(b->hart) - before, 0, budget);
        assert_int_equal(hart_get_reg(b->hart, 0), 0);
        hash ^= hart_state_hash(b->hart);
    }
    bench_teardown(&state);
    return hash;
}

static void random_code_never_hurts_the_host(void **state)
{
    const char *seed_text = getenv("FUZZ_SEED"), *rounds_text = getenv("FUZZ_ROUNDS");
    uint64_t seed = seed_text ? strtoull(seed_text, NULL, 0) | 1 : (uint64_t)time(NULL) | 1;
    unsigned count = rounds_text ? (unsigned)strtoul(rounds_text, NULL, 0) : 300;
    (void)state;
    print_message("seed %llu, %u rounds\n", (unsigned long long)seed, count);
    assert_int_equal(rounds(seed, count), rounds(seed, count));
}

/* One word in M-mode of a fresh hart, with anything in the registers. True: it was not refused as illegal. */
static bool runs(struct bench *b, uint32_t word, uint64_t *seed)
{
    hart_reset(b->hart, CODE, 0, 0, 0);
    bench_set_csr(b, MSTATUS, 0x6000);
    for (unsigned n = 1; n < 65; n++)
        if (n != 32)
            hart_set_reg(b->hart, n, random_pointer(seed));
    bench_write(b, CODE, &word, 1);
    hart_run(b->hart, 1);
    assert_int_equal(hart_get_reg(b->hart, 0), 0);
    return bench_csr(b, MCAUSE) != 2;
}

/* The instructions of Xseg are illegal in M-mode: they have fuzzers of their own (machine/segment/test, machine/board/test). */
static void every_opcode_runs_a_hundred_times(void **state)
{
    enum { TIMES = 100, TRIES = 20000 };
    uint64_t seed = 20131;
    unsigned count;
    const struct opcode *table = decode_table(&count);
    for (const struct opcode *row = table; row < table + count; row++) {
        unsigned ran = 0, custom = row->match & 0x7f;
        if (custom == 0x0b || custom == 0x2b)
            continue;
        bench_setup(state);
        for (unsigned tried = 0; ran < TIMES && tried < TRIES; tried++) {
            uint32_t word = row->match | ((uint32_t)draw(&seed) & ~row->mask);
            ran += decode_row(word) == row && runs(*state, word, &seed); /* not a narrower row's */
        }
        bench_teardown(state);
        if (ran < TIMES)
            fail_msg("%s ran %u times", row->name, ran);
    }
}

int fuzz_tests(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_code_never_hurts_the_host),
                                       cmocka_unit_test(every_opcode_runs_a_hundred_times)};
    return cmocka_run_group_tests_name("fuzzing", tests, NULL, NULL);
}
