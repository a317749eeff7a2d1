/* The translator against the interpreter on random programs. Code, data and jumps overlap, so programs rewrite themselves. */
#include "pair.h"

#include <string.h>

#include "abi/csrs.h"
#include "core/decode.h"
#include "groups.h"

enum { INTEGER_ROWS = 66 };

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

static void begin(struct pair *p)
{
    uint32_t word[WORDS];
    pair_begin(p);
    for (unsigned n = 0; n < WORDS; n++)
        word[n] = random_word(p);
    pair_write(p, HERE, word, WORDS);
    for (unsigned r = 1; r < 65; r++)
        pair_set_reg(p, r, r == 32 ? HERE + 4 * draw(p, WORDS) : random_value(p));
}

static void random_programs_stay_equal(void **state)
{
    struct pair *p = *state;
    for (uint64_t round = 0; round < p->rounds; round++) {
        begin(p);
        pair_run(p, STOPS);
        pair_compare_memory(p);
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
        if (set)
            pair_set_csr(p, csrs[k], value);
    }
    uint64_t satp = modes[draw(p, 3)] << 60 | draw(p, 2) << 44 | TABLES >> 12, status = draw(p, 1 << 23);
    pair_set_csr(p, SATP, satp);
    pair_set_csr(p, MSTATUS, status);
}

static void scrambled_harts_stay_equal(void **state)
{
    struct pair *p = *state;
    for (uint64_t round = 0; round < p->rounds; round++) {
        begin(p);
        if (hart_privilege(p->bench[0]->hart) == PRV_M)
            scramble(p);
        pair_run(p, STOPS);
        pair_compare_memory(p);
    }
}

/* A loop rewrites an instruction of itself, with and without fence.i. */
static void rewritten_code_is_seen_when_the_interpreter_sees_it(void **state)
{
    struct pair *p = *state;
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
        pair_run(p, STOPS);
        pair_compare_memory(p);
    }
}

int random_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_programs_stay_equal, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(scrambled_harts_stay_equal, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(rewritten_code_is_seen_when_the_interpreter_sees_it, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("random programs", tests, NULL, NULL);
}
