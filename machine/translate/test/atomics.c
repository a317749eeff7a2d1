/* The translator against the interpreter in atomics: few cells, so that reservations hold, and are lost by the other
 * instructions between. */
#include "pair.h"

#include "core/decode.h"
#include "groups.h"

enum { LENGTH = 256, CELLS = 4, USED = 8 };

static bool atomic(uint32_t match)
{
    return (match & 0x7f) == 0x2f;
}

/* The address is in a0, a1 or a2. */
static uint32_t atomic_word(struct pair *p)
{
    unsigned rows;
    const struct opcode *table = decode_table(&rows), *row;
    do
        row = &table[draw(p, rows)];
    while (!atomic(row->match) || (draw(p, 4) && (row->match & 0xe0000000)));
    uint32_t operands =
        (uint32_t)draw(p, USED) << 7 | (uint32_t)(A0 + draw(p, 3)) << 15 | (uint32_t)draw(p, USED) << 20;
    return row->match | (operands & ~row->mask);
}

static uint32_t word_between(struct pair *p)
{
    unsigned at = A0 + (unsigned)draw(p, 3), reg = (unsigned)draw(p, USED);
    switch (draw(p, 5)) {
    case 0: return SD(reg, at, 0);
    case 1: return s_type(0x2023, reg, at, 4 * (int)draw(p, 2));
    case 2: return LD(reg, at, 0);
    case 3: return UINT32_C(0x0000000f) | (uint32_t)draw(p, 256) << 20; /* fence */
    default: return ADDI(reg, reg, (int)draw(p, 2));
    }
}

/* One GiB where it is, for the mode that the harts are in. */
static void translate_by_sv39(struct pair *p)
{
    uint64_t user = hart_privilege(p->bench[0]->hart) == PRV_U ? 0x10 : 0;
    for (unsigned n = 0; n < 2; n++)
        bench_put(p->bench[n], TABLES + 16, RAM >> 12 << 10 | 0xcf | user);
    pair_set_csr(p, SATP, UINT64_C(8) << 60 | TABLES >> 12);
}

static void atomics_stay_equal(void **state)
{
    struct pair *p = *state;
    for (uint64_t round = 0; round < p->rounds; round++) {
        uint32_t word[LENGTH];
        pair_begin(p);
        if (draw(p, 2))
            translate_by_sv39(p);
        for (unsigned n = 0; n < LENGTH - 1; n++)
            word[n] = draw(p, 3) ? atomic_word(p) : word_between(p);
        word[LENGTH - 1] = UINT32_C(0xc05ff06f); /* back to the first */
        pair_write(p, HERE, word, LENGTH);
        for (unsigned r = 1; r < USED; r++)
            pair_set_reg(p, r, draw(p, 2) ? draw(p, 4) - 2 : random_value(p));
        for (unsigned r = A0; r <= A2; r++)
            pair_set_reg(p, r, DATA + 8 * draw(p, CELLS) + (draw(p, 8) ? 0 : draw(p, 8)));
        pair_run(p, STOPS);
        pair_compare_memory(p);
    }
}

int atomic_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(atomics_stay_equal, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("atomics", tests, NULL, NULL);
}
