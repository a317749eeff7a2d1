/* Far calls and returns without C, one rule at a time. */
#include "far_case.h"

#include "core/hart_state.h"
#include "groups.h"

enum { PROTECTED = PLAIN | 1 << 10 };

static void a_call_leaves_the_callers_data_registers_behind(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {r_type(MATCH_SG_LOAD, 3, A4, 0), LD(T1, S7, 0), CALL, LD(T2, S7, 0), SD(T2, S7, 8)},
                   callee[] = {LD(T1, S7, 0), ADDI(T0, T0, 1), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_reg(p, S7, PTR(3, 0x40));
    case_run(p);
    case_went(p, 100, 0, 0);
}

/* The same register is granted, with another segment in it each time. */
static void a_callee_reaches_what_is_granted_now(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {i_type(XORI, A4, A4, 3), r_type(MATCH_SG_LOAD, 3, A4, 0), CALL, ADDI(S6, S6, 1)},
                   callee[] = {LD(T1, S7, 0), ADD(S8, S8, T1), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    put_word(p, PAGES_OF(DATA_1) + 0x40, 1);
    put_word(p, PAGES_OF(DATA_2) + 0x40, 1000);
    pair_set_reg(p, S7, PTR(3, 0x40));
    pair_set_reg(p, A7, PLAIN | 1 << 12);
    case_run(p);
    case_went(p, 100, 0, 0);
}

/* The first activation takes the mark far down and stores above it; the next one's store of the same kind must take it down again. */
static void the_mark_falls_in_each_activation(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {i_type(XORI, S6, S6, 1), CALL},
                   callee[] = {SKIP_IF_0(S6, 2), SUB(SP, SP, S7),   SD(T1, SP, 0), LD(T1, A0, 0),
                               SD(T1, A0, 0),    CSRR(T2, CSR_XLW), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_reg(p, A0, PTR(2, STACK_SIZE - 0x1800));
    pair_set_reg(p, S7, 0x2800);
    case_run(p);
    case_went(p, 100, 0, 0);
}

static void windows_take_the_mark_down(struct pair *p, uint32_t look)
{
    const uint32_t client[] = {i_type(XORI, S6, S6, 1), CALL},
                   callee[] = {r_type(MATCH_SG_WIN, A1, A0, A5) | 3u << 25 | 3u << 29,
                               SKIP_IF_0(S6, 2),
                               SUB(SP, SP, S8),
                               SD(T1, SP, 0),
                               LD(T1, S7, 0),
                               SD(T1, S7, 0),
                               look,
                               MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_reg(p, A0, PTR(2, STACK_SIZE - 0x2000));
    pair_set_reg(p, A5, 0x1000);
    pair_set_reg(p, S7, PTR(3, STACK_SIZE - 0x1800));
    pair_set_reg(p, S8, 0x2800);
    case_run(p);
    case_went(p, 100, 0, 0);
}

/* Whether C looks at the mark, and at whatever else, in each activation, or not. */
static void the_mark_falls_by_windows_in_each_activation(void **state)
{
    windows_take_the_mark_down(*state, CSRR(T2, CSR_XLW));
    windows_take_the_mark_down(*state, NOP);
}

static void fp_is_off_after_a_return_if_it_is_off(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {CALL, FMV_X_D(T1, 1)}, callee[] = {ADDI(T0, T0, 1), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    for (unsigned n = 0; n < 8; n++) {
        pair_set_csr(p, MSTATUS, n % 2 ? 0 : 0x6000);
        pair_run(p, 8);
    }
    case_went(p, 20, 0, 0);
}

/* Registers saved, cleared, handed over, restored; what the callee wrote of the data registers comes back. */
static void protected_calls_restore_everything(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {ADDI(A6, ZERO, 3), ADDI(A7, S7, 0),   r_type(MATCH_SG_LOAD, 3, A4, 0),
                               CALL | 1u << 25,   ADDI(A4, ZERO, 1), LD(T1, S6, 0),
                               ADDI(18, 18, 1),   ADDI(8, 8, 3)},
                   callee[] = {r_type(MATCH_SG_MOV, A2, A1, 0) | 4u << 25,
                               LD(T1, A1, 0),
                               ADDI(A0, T1, 5),
                               ADDI(9, T1, 7),
                               ADDI(27, ZERO, 9),
                               MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    for (unsigned reg = 5; reg < 32; reg++)
        pair_set_reg(p, reg, 0x1000 + reg);
    pair_set_reg(p, S6, PTR(3, 0x40));
    pair_set_reg(p, S7, PROTECTED | 1 << 12);
    pair_set_reg(p, A1, PTR(3, 0x80));
    pair_set_reg(p, A4, 1);
    case_run(p);
    case_went(p, 100, 50, 50);
}

/* Every other window lies below the callee's limit. */
static void a_grant_of_the_callees_stack_is_refused(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {XOR(A0, A0, S6), r_type(MATCH_SG_WIN, A1, A0, A5) | 3u << 25 | 3u << 29, CALL},
                   callee[] = {ADDI(T0, T0, 1), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_reg(p, SP, PTR(2, STACK_PAGE + 0x100));
    pair_set_reg(p, A0, PTR(2, STACK_PAGE + 0x200));
    pair_set_reg(p, S6, 0x200 ^ 0x80);
    pair_set_reg(p, A5, 64);
    pair_set_reg(p, A7, PLAIN | 1 << 12);
    case_run(p);
    case_went(p, 100, 0, 0);
}

/* The kernel makes the newest frame a bottom frame: the return is refused, and what the callee wrote stays written. */
static void a_refused_return_restores_nothing(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {r_type(MATCH_SG_LOAD, 3, A4, 0), CALL},
                   callee[] = {r_type(MATCH_SG_LOAD, 3, A5, 0), ECALL, MATCH_SG_RET, SELF};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    const uint32_t handler[] = {CSRR(T3, SEPC),  ADDI(T3, T3, 4), i_type(0x1073, 0, T3, SEPC),
                                CSRR(T3, 0x140), SD(ZERO, T3, 0), UINT32_C(0x10200073)};
    pair_write(p, TRAPS + 0x100, handler, 6);
    pair_set_csr(p, 0x140, PTR(15, LINKAGE + XS_FRAME_SIZE + 13 * 8)); /* a word that the machine ignores */
    pair_set_reg(p, A5, 2);
    case_run(p);
    case_went(p, 20, 0, 20);
    pair_set_csr(p, 0x140, PTR(15, LINKAGE + XS_FRAME_SIZE + 7 * 8));
    case_run(p);
    assert_true(hart_segment(p->bench[1]->hart)->w == 1 << 3);
}

/* No call, no other view: cbo.zero takes the mark up past a page that stores know. */
static void a_zeroed_granule_is_below_the_mark(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {SD(T1, A0, 0), CBO_ZERO(A0), LD(T1, A0, 0), SD(T0, A0, 0), CSRR(T2, CSR_XLW)},
                   callee[] = {MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_csr(p, CSR_XSLW, STACK_PAGE);
    pair_set_reg(p, A0, PTR(2, STACK_PAGE + 8));
    pair_set_reg(p, SP, PTR(2, 0x100));
    case_run(p);
    assert_true(hart_counters(p->bench[1]->hart)->n[XS_CTR_WIPES] > 100);
}

static void step_to(struct pair *p, uint64_t pc)
{
    while (hart_get_reg(p->bench[0]->hart, 32) != pc)
        for (unsigned n = 0; n < 2; n++)
            hart_run(p->bench[n]->hart, 1);
}

/* A run ends between a call that C made and its callee's first instruction, and somebody changes the frame or the state: what
 * is found then is not what the call makes. */
static void what_others_do_behind_a_call_is_not_the_calls(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {CALL, NOP, NOP, NOP}, callee[] = {MATCH_SG_RET};
    const uint64_t call = PTR(1, CODE_AT), entry = PTR(1, CODE_AT + 4 * CALLEE);
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    for (unsigned n = 0; n < 12; n++) {
        pair_run(p, 4);
        step_to(p, call);
        pair_set_csr(p, CSR_XTID, 100 + n); /* another place: it is learnt anew */
        step_to(p, entry);
        switch (n % 3) {
        case 0: put_word(p, LINKAGE + XS_FRAME_SIZE, call + 12); break;
        case 1: pair_set_csr(p, CSR_XSG, 8); break;
        default: pair_set_csr(p, CSR_XTID, 200 + n);
        }
        pair_run(p, 8);
        pair_compare_memory(p);
    }
    case_went(p, 100, 0, 0);
}

int far_case_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_call_leaves_the_callers_data_registers_behind, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_callee_reaches_what_is_granted_now, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(the_mark_falls_in_each_activation, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(the_mark_falls_by_windows_in_each_activation, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(fp_is_off_after_a_return_if_it_is_off, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(protected_calls_restore_everything, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_grant_of_the_callees_stack_is_refused, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_refused_return_restores_nothing, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(what_others_do_behind_a_call_is_not_the_calls, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_zeroed_granule_is_below_the_mark, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("far calls, case by case", tests, NULL, NULL);
}
