/* The timing engine against the interpreter on random programs: registers, memory, counters and counts stay equal. And
 * against itself, cut into single instructions: the cycles are the same wherever a run is cut.
 * FUZZ_SEED chooses another run, FUZZ_ROUNDS a longer one. */
#include "engine_tests.h"

#include <stdlib.h>
#include <string.h>

#include "core/decode.h"

enum { PROGRAM = 0x20000, WORDS = 1024, INTEGER_ROWS = 66, ROUNDS = 60, STOPS = 20, THREE = 3 };
enum { PLAIN, WHOLE, CUT }; /* interpreter; timing; timing, instruction by instruction */
#define HERE (RAM + PROGRAM)

struct trio {
    struct bench *bench[THREE];
    struct timing_system *system[THREE];
    uint64_t random, rounds;
};

static uint64_t draw(struct trio *t, uint64_t below)
{
    t->random ^= t->random << 13;
    t->random ^= t->random >> 7;
    t->random ^= t->random << 17;
    return (t->random >> 11) % below;
}

static uint64_t setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 0) : usual;
}

static int setup(void **state)
{
    struct trio *t = calloc(1, sizeof *t);
    assert_non_null(t);
    for (unsigned n = 0; n < THREE; n++)
        assert_int_equal(bench_setup((void **)&t->bench[n]), 0);
    t->random = setting("FUZZ_SEED", 1) * UINT64_C(0x9e3779b97f4a7c15);
    t->rounds = setting("FUZZ_ROUNDS", ROUNDS);
    *state = t;
    return 0;
}

static void detach(struct trio *t)
{
    for (unsigned n = 0; n < THREE; n++) {
        bench_teardown((void **)&t->bench[n]);
        timing_free(t->system[n]);
    }
}

static int teardown(void **state)
{
    detach(*state);
    free(*state);
    return 0;
}

/* Any instruction but a read or write of cycles and instructions by CSR: there the engines differ, as they must. */
static uint32_t random_word(struct trio *t)
{
    unsigned rows;
    const struct opcode *table = decode_table(&rows);
    const struct opcode *row = &table[draw(t, draw(t, 8) ? INTEGER_ROWS : rows)];
    uint32_t word = row->match | ((uint32_t)draw(t, UINT64_C(1) << 32) & ~row->mask), csr = word >> 20;
    if ((word & 0x7f) == 0x73 && word & 0x3000 && ((csr & 0x7ff) >= 0x300 || csr == 0x320))
        return NOP;
    if ((word & 3) != 3)
        return (word & 0xffff) | 0x00010000; /* and c.nop */
    if ((word & 0x7f) == 0x63 && draw(t, 4)) /* near branches */
        word &= 0x01fff0ff;
    return word;
}

static uint64_t random_value(struct trio *t)
{
    switch (draw(t, 6)) {
    case 0: return draw(t, 4) - 2;
    case 1: return HERE + draw(t, WORDS * 4);
    case 2: return DEVICE + 8 * draw(t, 8);
    case 3: return draw(t, UINT64_C(1) << 53) << draw(t, 12);
    default: return DATA + draw(t, 0x20000);
    }
}

static void begin(struct trio *t)
{
    const uint32_t handler[] = {CSRR(T0, MEPC), ADDI(T0, T0, 4), CSRW(MEPC, T0), MRET};
    uint32_t word[WORDS];
    enum privilege mode = draw(t, 2) ? PRV_M : PRV_U;
    for (unsigned n = 0; n < WORDS; n++)
        word[n] = random_word(t);
    for (unsigned n = 0; n < THREE; n++) {
        struct bench *b = t->bench[n];
        hart_reset(b->hart, HERE, 0, 0, 0);
        bench_set_csr(b, MTVEC, TRAPS);
        bench_set_csr(b, MSTATUS, 0x6000);
        bench_set_csr(b, PMPADDR0 + 15, ~UINT64_C(0));
        bench_set_csr(b, PMPCFG0 + 2, UINT64_C(0x1f) << 56);
        bench_write(b, TRAPS, handler, 4);
        bench_write(b, HERE, word, WORDS);
        if (mode != PRV_M)
            bench_enter(b, mode, HERE);
    }
    for (unsigned r = 1; r < 65; r++) {
        uint64_t value = r == 32 ? HERE + 4 * draw(t, WORDS) : random_value(t);
        for (unsigned n = 0; n < THREE; n++)
            hart_set_reg(t->bench[n]->hart, r, value);
    }
}

static enum hart_stop run_cut(struct hart *h, uint64_t budget)
{
    enum hart_stop stop = STOP_BUDGET;
    while (budget-- > 0 && stop == STOP_BUDGET)
        stop = hart_run(h, 1);
    return stop;
}

static void compare(struct trio *t)
{
    struct hart *a = t->bench[PLAIN]->hart;
    for (unsigned n = WHOLE; n < THREE; n++) {
        struct hart *b = t->bench[n]->hart;
        for (unsigned r = 0; r < 65; r++)
            assert_int_equal(hart_get_reg(a, r), hart_get_reg(b, r));
        assert_int_equal(hart_instret(a), hart_instret(b));
        assert_int_equal(hart_state_hash(a), hart_state_hash(b));
    }
    assert_memory_equal(hart_counters(a), hart_counters(t->bench[WHOLE]->hart), sizeof(struct xs_counters));
    assert_int_equal(hart_cycles(t->bench[WHOLE]->hart), hart_cycles(t->bench[CUT]->hart));
    assert_memory_equal(&t->system[WHOLE]->hart[0].counters, &t->system[CUT]->hart[0].counters,
                        sizeof(struct timing_counters));
}

static void compare_memory(struct trio *t)
{
    const uint8_t *ram = bus_ram(t->bench[PLAIN]->bus, RAM, RAM_SIZE);
    for (unsigned n = WHOLE; n < THREE; n++)
        assert_memory_equal(ram, bus_ram(t->bench[n]->bus, RAM, RAM_SIZE), RAM_SIZE);
}

static void run_all(struct trio *t)
{
    for (unsigned stop = 0; stop < STOPS; stop++) {
        uint64_t budget = 1 + draw(t, stop % 4 ? 40 : 2000);
        enum hart_stop a = hart_run(t->bench[PLAIN]->hart, budget), b = hart_run(t->bench[WHOLE]->hart, budget);
        assert_int_equal(a, b);
        assert_int_equal(a, run_cut(t->bench[CUT]->hart, budget));
        compare(t);
    }
}

static void lockstep(struct trio *t, const char *profile)
{
    t->system[WHOLE] = attach_profile(t->bench[WHOLE], profile);
    t->system[CUT] = attach_profile(t->bench[CUT], profile);
    for (uint64_t round = 0; round < t->rounds; round++) {
        begin(t);
        run_all(t);
        compare_memory(t);
    }
}

static void random_programs_stay_equal_under_u54(void **state)
{
    lockstep(*state, "u54");
}

static void random_programs_stay_equal_under_arm(void **state)
{
    lockstep(*state, "arm");
}

static void ideal_cycles_are_instructions(void **state)
{
    struct trio *t = *state;
    lockstep(t, "ideal");
    assert_int_equal(hart_cycles(t->bench[WHOLE]->hart), hart_instret(t->bench[WHOLE]->hart));
}

int lockstep_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_programs_stay_equal_under_u54, setup, teardown),
        cmocka_unit_test_setup_teardown(random_programs_stay_equal_under_arm, setup, teardown),
        cmocka_unit_test_setup_teardown(ideal_cycles_are_instructions, setup, teardown),
    };
    return cmocka_run_group_tests_name("timing lockstep", tests, NULL, NULL);
}
