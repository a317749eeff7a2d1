/* Far calls and returns without C: frames that others write, or that share a place; reservations, FP registers. */
#include "far_case.h"

#include "groups.h"
#include "translate/far.h"

/* The frames' page is a page of `selector`, too. */
static void show_the_frames(struct pair *p, unsigned selector)
{
    put_word(p, ROOT(selector) + 0x2000, LINKAGE >> 2 | PTE_V | PTE_R | PTE_W | PTE_U | PTE_AD);
}

/* No kernel maps it. In every other call the callee takes the pc that it returns to on by an instruction, and back. */
static void stores_into_a_frame_count(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {r_type(MATCH_SG_LOAD, 3, A4, 0), CALL, ADDI(T2, T2, 1), ADDI(T2, T2, 2)},
                   callee[] = {i_type(XORI, S6, S6, 1), SKIP_IF_0(S6, 3), LD(T1, S7, 0),
                               ADDI(T1, T1, 4),         SD(T1, S7, 0),    MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    show_the_frames(p, DATA_1);
    pair_set_reg(p, A7, PLAIN | GRANT_3);
    pair_set_reg(p, S7, PTR(3, XS_FRAME_SIZE));
    case_run(p);
    case_went(p, 100, 0, 0);
}

/* By sp, too, and by what the tables know of the stack's page. */
static void stores_of_the_stack_into_a_frame_count(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {CALL, ADDI(T2, T2, 1), ADDI(T2, T2, 2)},
                   callee[] = {ADDI(S8, SP, 0),  ADDI(SP, S7, 0), i_type(XORI, S6, S6, 1),
                               SKIP_IF_0(S6, 2), LD(T1, SP, 0),   ADDI(T1, T1, 4),
                               SD(T1, SP, 0),    ADDI(SP, S8, 0), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    show_the_frames(p, THREAD);
    pair_set_reg(p, S7, PTR(2, XS_FRAME_SIZE));
    case_run(p);
    case_went(p, 100, 0, 0);
}

/* Two calls of one callee, and one of another, make frames at one place in turn. */
static void frames_take_turns_in_their_place(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {CALL, ADDI(T2, T2, 1), CALL, ADDI(T2, T2, 2), CALL_2, ADDI(T2, T2, 3)},
                   callee[] = {ADDI(T1, T1, 1), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_csr(p, CSR_XFPE, 1);
    case_run(p);
    case_went(p, 200, 0, 0);
}

/* More frames than places. */
static void frames_of_deep_calls_share_places(void **state)
{
    enum { DEPTH = FAR_PLACES + 10 };
    struct pair *p = *state;
    const uint32_t client[] = {ADDI(S6, ZERO, DEPTH), CALL, ADDI(T2, T2, 1)},
                   callee[] = {ADDI(S6, S6, -1), SKIP_IF_0(S6, 1), CALL, ADDI(T1, T1, 1), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_csr(p, CSR_XLSLIM, LINKAGE + (DEPTH + 1) * XS_FRAME_SIZE);
    for (unsigned n = 0; n < 4; n++)
        case_run(p);
    case_went(p, 500, 0, 0);
}

/* In the callee, then in its caller; in the caller, with a call between; in the caller alone. */
static void reservations_end_with_calls_and_returns(void **state)
{
    struct pair *p = *state;
    const uint32_t failed = ADD(S8, S8, T1),
                   client[] = {CALL,   SC_D(T1, T0, A3), failed,           LR_D(T1, A3), CALL_2,      SC_D(T1, T0, A3),
                               failed, LR_D(T1, A3),     SC_D(T1, T0, A3), failed,       LR_D(T1, A3)},
                   callee[] = {LR_D(T1, A3), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_write(p, HERE + 4 * (CALLEE + 8), (const uint32_t[]){ADDI(T0, T0, 1), MATCH_SG_RET}, 2);
    make_gate(p, 2, CODE_AT + 4 * (CALLEE + 8));
    pair_set_csr(p, CSR_XFPE, 1);
    pair_set_reg(p, A3, PTR(1, 0x800));
    case_run(p);
    case_went(p, 100, 0, 0);
}

static void make_fp_gate(struct pair *p, unsigned number)
{
    struct xs_gate g = {0};
    make_gate(p, number, CODE_AT + 4 * CALLEE);
    assert_true(bus_read(p->bench[0]->bus, GATES_AT + number * sizeof g, &g, sizeof g));
    xs_gate_set_fargs(&g, 0x7f);
    xs_gate_set_fresults(&g, 1);
    put(p, GATES_AT + number * sizeof g, &g, sizeof g);
}

/* What the callee finds of FP registers, and what its caller finds then: fs0, fa0, fa7, ft0, fcsr. */
static void fp_registers_are_saved_and_cleared(void **state)
{
    enum { FS0 = 8, FA0 = 10, FA7 = 17, FCSR = 3, FRM = 2 };
    struct pair *p = *state;
#define SUM_OF(f) FMV_X_D(T1, f), ADD(S8, S8, T1)
    const uint32_t add = r_type(0x02007053, FA0, FA0, FS0), more = ADD(S8, S8, T1),
                   client[] = {ADDI(A6, ZERO, 3),
                               ADDI(A7, S7, 0),
                               ADDI(S6, S6, 3),
                               FMV_D_X(FS0, S6),
                               FMV_D_X(FA0, SP),
                               FMV_D_X(FA7, S6),
                               FMV_D_X(0, S6),
                               i_type(0x1073, 0, S6, FRM),
                               CALL_2,
                               SUM_OF(FS0),
                               SUM_OF(FA0),
                               SUM_OF(FA7),
                               SUM_OF(0),
                               CSRR(T1, FCSR),
                               more},
                   callee[] = {SUM_OF(FS0), SUM_OF(FA0),    SUM_OF(FA7),      SUM_OF(0),        CSRR(T1, FCSR), more,
                               add,         CSRR(T1, FCSR), FMV_D_X(FS0, SP), FMV_D_X(FA7, SP), MATCH_SG_RET};
    struct xs_mask mask = {{PLAIN | 1 << 10}};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    xs_mask_set_fargs(&mask, 0x3f);
    xs_mask_set_fresults(&mask, 3);
    make_fp_gate(p, 2);
    pair_set_csr(p, CSR_XFPE, 1);
    pair_set_reg(p, S7, mask.w[0]);
    case_run(p);
    case_went(p, 100, 0, 0);
    pair_set_csr(p, CSR_XFPE, 0);
    case_run(p);
}

int far_frame_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stores_into_a_frame_count, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(stores_of_the_stack_into_a_frame_count, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(frames_take_turns_in_their_place, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(frames_of_deep_calls_share_places, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(fp_registers_are_saved_and_cleared, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(reservations_end_with_calls_and_returns, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("frames of far calls", tests, NULL, NULL);
}
