/* The translator against the interpreter: two harts run the same random instructions and stay equal in everything that a
 * guest can see, counters included. Code, data and jumps overlap, so programs rewrite themselves.
 * FUZZ_SEED chooses another run, FUZZ_ROUNDS a longer one. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

#include "abi/csrs.h"
#include "core/decode.h"
#include "translate/translate.h"

enum { PROGRAM = 0x20000, WORDS = 1024, INTEGER_ROWS = 66, ROUNDS = 150, STOPS = 60 };
#define HERE (RAM + PROGRAM)

struct pair {
    struct bench *bench[2]; /* interpreter, translator */
    uint64_t random, rounds;
};

static uint64_t draw(struct pair *p, uint64_t below)
{
    p->random ^= p->random << 13;
    p->random ^= p->random >> 7;
    p->random ^= p->random << 17;
    return (p->random >> 11) % below;
}

static uint64_t setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 0) : usual;
}

static int setup(void **state)
{
    struct pair *p = calloc(1, sizeof *p);
    for (unsigned n = 0; n < 2; n++)
        assert_int_equal(bench_setup((void **)&p->bench[n]), 0);
    p->random = setting("FUZZ_SEED", 1) * UINT64_C(0x9e3779b97f4a7c15);
    p->rounds = setting("FUZZ_ROUNDS", ROUNDS);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct pair *p = *state;
    for (unsigned n = 0; n < 2; n++)
        bench_teardown((void **)&p->bench[n]);
    free(p);
    return 0;
}

/* A trap goes on behind the instruction that trapped, in the mode that it came from. */
static void write_handler(struct bench *b)
{
    const uint32_t machine[] = {CSRR(T0, MEPC), ADDI(T0, T0, 4), CSRW(MEPC, T0), MRET};
    bench_write(b, TRAPS, machine, 4);
}

/* Sums, loads, stores and branches mostly; anything at all now and then. */
static uint32_t random_word(struct pair *p)
{
    unsigned rows;
    const struct opcode *table = decode_table(&rows);
    const struct opcode *row = &table[draw(p, draw(p, 8) ? INTEGER_ROWS : rows)];
    uint32_t word = row->match | ((uint32_t)draw(p, UINT64_C(1) << 32) & ~row->mask);
    if ((word & 3) != 3)
        return (word & 0xffff) | 0x00010000; /* and c.nop */
    if ((word & 0x7f) == 0x63 && draw(p, 4)) /* near branches */
        word &= 0x01fff0ff;
    return word;
}

static void write_program(struct pair *p)
{
    uint32_t word[WORDS];
    for (unsigned n = 0; n < WORDS; n++)
        word[n] = random_word(p);
    for (unsigned n = 0; n < 2; n++) {
        write_handler(p->bench[n]);
        bench_write(p->bench[n], HERE, word, WORDS);
    }
}

static uint64_t random_value(struct pair *p)
{
    switch (draw(p, 6)) {
    case 0: return draw(p, 4) - 2;
    case 1: return HERE + draw(p, WORDS * 4);
    case 2: return DEVICE + 8 * draw(p, 8);
    case 3: return draw(p, UINT64_C(1) << 53) << draw(p, 12);
    default: return DATA + draw(p, 0x3000);
    }
}

static void set_registers(struct pair *p)
{
    for (unsigned r = 1; r < 65; r++) {
        uint64_t value = r == 32 ? HERE + 4 * draw(p, WORDS) : random_value(p);
        for (unsigned n = 0; n < 2; n++)
            hart_set_reg(p->bench[n]->hart, r, value);
    }
}

static void begin(struct pair *p)
{
    static const enum privilege modes[] = {PRV_M, PRV_S, PRV_U};
    enum privilege mode = modes[draw(p, 3)];
    for (unsigned n = 0; n < 2; n++) {
        struct bench *b = p->bench[n];
        hart_reset(b->hart, HERE, 0, 0, 0);
        bench_set_csr(b, MTVEC, TRAPS);
        bench_set_csr(b, MSTATUS, 0x6000);
        bench_set_csr(b, PMPADDR0 + 15, ~UINT64_C(0));
        bench_set_csr(b, PMPCFG0 + 2, UINT64_C(0x1f) << 56);
        if (mode != PRV_M)
            bench_enter(b, mode, HERE);
    }
    write_program(p);
    set_registers(p);
}

static void compare(struct pair *p)
{
    struct hart *a = p->bench[0]->hart, *b = p->bench[1]->hart;
    for (unsigned r = 0; r < 65; r++)
        assert_int_equal(hart_get_reg(a, r), hart_get_reg(b, r));
    assert_int_equal(hart_instret(a), hart_instret(b));
    assert_int_equal(hart_state_hash(a), hart_state_hash(b));
    assert_memory_equal(hart_counters(a), hart_counters(b), sizeof *hart_counters(a));
}

static void compare_memory(struct pair *p)
{
    assert_memory_equal(bus_ram(p->bench[0]->bus, RAM, RAM_SIZE), bus_ram(p->bench[1]->bus, RAM, RAM_SIZE), RAM_SIZE);
    assert_int_equal(p->bench[0]->device_accesses, p->bench[1]->device_accesses);
}

static void run_both(struct pair *p)
{
    for (unsigned stop = 0; stop < STOPS; stop++) {
        uint64_t budget = 1 + draw(p, stop % 4 ? 40 : 2000);
        enum hart_stop a = hart_run(p->bench[0]->hart, budget), b = hart_run(p->bench[1]->hart, budget);
        assert_int_equal(a, b);
        compare(p);
    }
}

static void random_programs_stay_equal(void **state)
{
    struct pair *p = *state;
    if (!translator_attach(p->bench[1]->hart))
        skip();
    for (uint64_t round = 0; round < p->rounds; round++) {
        begin(p);
        run_both(p);
        compare_memory(p);
    }
}

/* Modes, translation and protection as they fall: what is given to one hart is given to the other. */
static void scramble(struct pair *p)
{
    static const unsigned csrs[] = {MEDELEG, 0x303,    MIE,      MIP,     0x306,   0x30a,      FCSR,     CSR_XSV,
                                    CSR_XSW, CSR_XLSP, CSR_XSLW, CSR_XS1, CSR_XS2, CSR_XS2LIM, PMPADDR0, PMPCFG0};
    static const uint64_t modes[] = {0, 8, 14};
    for (unsigned k = 0; k < 512; k++) { /* tables: descriptors, page-table entries that point into RAM */
        uint64_t entry = (RAM + draw(p, RAM_SIZE)) >> 12 << 10 | draw(p, 256);
        bench_put(p->bench[0], TABLES + 8 * k, entry);
        bench_put(p->bench[1], TABLES + 8 * k, entry);
    }
    for (unsigned k = 0; k < sizeof csrs / sizeof *csrs; k++) {
        uint64_t value = draw(p, 2) ? random_value(p) : draw(p, UINT64_C(1) << 53) << draw(p, 12);
        bool set = draw(p, 3) == 0;
        for (unsigned n = 0; set && n < 2; n++)
            bench_set_csr(p->bench[n], csrs[k], value);
    }
    uint64_t satp = modes[draw(p, 3)] << 60 | draw(p, 2) << 44 | TABLES >> 12, status = draw(p, 1 << 23);
    for (unsigned n = 0; n < 2; n++) {
        bench_set_csr(p->bench[n], SATP, satp);
        bench_set_csr(p->bench[n], MSTATUS, status);
    }
}

static void scrambled_harts_stay_equal(void **state)
{
    struct pair *p = *state;
    if (!translator_attach(p->bench[1]->hart))
        skip();
    for (uint64_t round = 0; round < p->rounds; round++) {
        begin(p);
        if (hart_privilege(p->bench[0]->hart) == PRV_M)
            scramble(p);
        run_both(p);
        compare_memory(p);
    }
}

/* A loop rewrites an instruction of itself, with and without fence.i. */
static void rewritten_code_is_seen_when_the_interpreter_sees_it(void **state)
{
    struct pair *p = *state;
    if (!translator_attach(p->bench[1]->hart))
        skip();
    for (unsigned fence = 0; fence < 2; fence++) {
        const uint32_t loop[] = {ADDI(A0, A0, 1),
                                 s_type(0x2023, A1, A2, 0),
                                 fence ? FENCE_I : NOP,
                                 i_type(0x13, A1, A1, 0) | 1u << 20 /* a1 += 1 */,
                                 SELF - 0,
                                 NOP};
        uint32_t word[6];
        memcpy(word, loop, sizeof word);
        word[3] = r_type(0x33, A1, A1, T1); /* the next version of the first instruction: another immediate */
        word[4] = UINT32_C(0xff1ff06f);     /* j back by 16 bytes */
        for (unsigned n = 0; n < 2; n++) {
            struct bench *b = p->bench[n];
            hart_reset(b->hart, CODE, 0, 0, 0);
            bench_write(b, CODE, word, 6);
            hart_set_reg(b->hart, A1, ADDI(A0, A0, 2));
            hart_set_reg(b->hart, A2, CODE);
            hart_set_reg(b->hart, T1, 1 << 20);
        }
        run_both(p);
        compare_memory(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_programs_stay_equal, setup, teardown),
        cmocka_unit_test_setup_teardown(scrambled_harts_stay_equal, setup, teardown),
        cmocka_unit_test_setup_teardown(rewritten_code_is_seen_when_the_interpreter_sees_it, setup, teardown),
    };
    return cmocka_run_group_tests_name("lockstep", tests, NULL, NULL);
}
