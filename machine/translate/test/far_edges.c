/* Far calls and returns without C: as much as translated code may count at once, and linkage stacks at the edges of memory. */
#include "far_case.h"

#include "core/hart_state.h"
#include "groups.h"

/* As many hits as can be, for as long as translated code runs: they and the budget share a register. */
static void hits_do_not_spill_into_the_budget(void **state)
{
    struct pair *p = *state;
    uint32_t client[28];
    for (unsigned n = 0; n < 27; n++)
        client[n] = n % 3 == 0 ? AMOADD_D(T1, T0, A3) : n % 3 == 1 ? SC_D(T1, T0, A3) : LR_D(T1, A3);
    client[27] = CALL;
    const uint32_t callee[] = {AMOADD_D(T1, T0, A3), MATCH_SG_RET};
    static const uint64_t count[] = {1000, (1 << 22) - 1, 1 << 22, (1 << 22) + 1, 5 << 22, 3};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_reg(p, A3, PTR(1, 0x100));
    for (unsigned n = 0; n < sizeof count / sizeof *count - (p->system[0] ? 2 : 0); n++)
        pair_run_exactly(p, count[n] / (p->system[0] ? 50 : 1));
    case_went(p, 100000, 0, 0);
}

static uint64_t some_linkage(struct pair *p)
{
    switch (draw(p, 6)) {
    case 0: return RAM + RAM_SIZE - 8 * draw(p, 400);
    case 1: return RAM - 8 * draw(p, 200) + 8 * draw(p, 20);
    case 2: return draw(p, 2) ? 8 * draw(p, 100) : ~UINT64_C(0) - draw(p, 4000);
    case 3: return RAM + RAM_SIZE - XS_FRAME_SIZE * (1 + draw(p, 4));
    default: return LINKAGE + 8 * draw(p, 2000);
    }
}

/* PMP cuts it: a piece of it may be read or written only, or neither. */
static void cut(struct pair *p)
{
    uint64_t at = LINKAGE + 8 * draw(p, 1500);
    pair_set_csr(p, PMPADDR0, at >> 2);
    pair_set_csr(p, PMPADDR0 + 1, (at + 8 * draw(p, 400)) >> 2);
    pair_set_csr(p, PMPCFG0, (draw(p, 4) | 8) << 8); /* to the top of the range */
}

/* At the edges of RAM, outside it, not aligned, cut by PMP. */
static void linkage_may_be_anywhere(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {SD(T1, SP, -8), CALL_2, ADDI(T1, T1, 1)},
                   callee[] = {CALL, LD(T2, SP, -16), MATCH_SG_RET}, second[] = {ADDI(T1, T1, 1), MATCH_SG_RET};
    for (unsigned round = 0; round < p->rounds; round++) {
        case_begin(p, WORDS_OF(client), WORDS_OF(callee));
        pair_write(p, HERE + 4 * SECOND, second, 2);
        make_gate(p, 0, CODE_AT + 4 * SECOND);
        uint64_t at = some_linkage(p);
        pair_set_csr(p, CSR_XLSP, at);
        pair_set_csr(p, CSR_XLSLIM, draw(p, 3) ? ~UINT64_C(0) : at + 8 * draw(p, 600));
        if (draw(p, 3) == 0)
            cut(p);
        for (unsigned part = 0; part < 6; part++)
            pair_run_exactly(p, 1 + draw(p, 400));
        pair_compare_memory(p);
        pair_set_csr(p, PMPCFG0, 0);
    }
    case_went(p, 1000, 0, 0);
}

int far_edge_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hits_do_not_spill_into_the_budget, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(linkage_may_be_anywhere, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("edges of far calls", tests, NULL, NULL);
}
