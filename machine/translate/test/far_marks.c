/* Far calls and returns without C: the low-water mark, and what the tables know, while somebody waits for a return. */
#include "far_case.h"

#include "core/hart_state.h"
#include "groups.h"

enum { SSCRATCH = 0x140 };
#define J_NEXT UINT32_C(0x0040006f)
#define SRET   UINT32_C(0x10200073)

/* So many instructions, in one piece. */
static void exactly(struct pair *p, uint64_t count)
{
    pair_run_exactly(p, count);
    pair_compare_memory(p);
}

/* Another hart's kernel, a device or a debugger makes the mark in the newest frame higher: the caller's next store takes it down
 * again, though it went without C before. */
static void the_mark_in_a_frame_is_raised_by_another(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {SD(T1, A0, 0), CALL, SD(T1, A0, 8)}, callee[] = {J_NEXT, NOP, MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_csr(p, CSR_XSLW, 0x2000);
    pair_set_reg(p, A0, PTR(2, 0x4100));
    exactly(p, 7 * 40 + 3); /* behind the callee's first block */
    assert_int_equal(hart_get_reg(p->bench[0]->hart, 32), PTR(1, CODE_AT + 4 * CALLEE + 4));
    case_went(p, 20, 0, 0);
    put_word(p, LINKAGE + XS_FRAME_SIZE + 11 * 8, 0x5800);
    exactly(p, 4);
    exactly(p, 7 * 3);
}

static void the_thread_in_a_frame_is_changed_by_another(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {NOP, CALL, NOP}, callee[] = {J_NEXT, NOP, MATCH_SG_RET};
    uint64_t word;
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    exactly(p, 7 * 40 + 3);
    assert_true(bus_read(p->bench[0]->bus, LINKAGE + XS_FRAME_SIZE + 80, &word, 8));
    put_word(p, LINKAGE + XS_FRAME_SIZE + 80, word ^ 0x55);
    exactly(p, 7);
    exactly(p, 7);
}

/* Activations of one callee store far down, look at a CSR, which takes C, and store there again. */
static void what_is_prepared_may_lie_below_the_next_mark(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {LD(S7, S8, 0), ADDI(S8, S8, 8), CALL, ADD(S6, S6, T2)},
                   callee[] = {i_type(0x67, 0, S7, 0)}, nothing[] = {SD(T1, SP, -8), LD(T1, SP, -8), MATCH_SG_RET},
                   pages[] = {SD(T1, A1, 0), SD(T1, A0, 0), SD(T1, A0, 8), MATCH_SG_RET},
                   looks[] = {SD(T1, A1, 0), CSRR(T2, CSR_XLW), NOP, MATCH_SG_RET},
                   stores[] = {SD(T1, A0, 0), CSRR(T2, CSR_XLW), MATCH_SG_RET};
    const uint32_t *part[] = {nothing, pages, looks, stores};
    static const unsigned words[] = {3, 4, 4, 3}, order[] = {0, 0, 0, 0, 1, 2, 3, 3, 0, 1, 2, 3};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    for (unsigned n = 0; n < 4; n++)
        pair_write(p, HERE + 4 * (CALLEE + 16 + 16 * n), part[n], words[n]);
    for (unsigned n = 0; n < 500; n++)
        put_word(p, PAGES_OF(CLIENT) + 8 * n, PTR(1, CODE_AT + 4 * (CALLEE + 16 + 16 * order[n % 12])));
    pair_set_reg(p, A0, PTR(2, 0x4100));
    pair_set_reg(p, A1, PTR(2, 0x3100));
    pair_set_reg(p, S8, PTR(1, 0));
    exactly(p, 2000);
    exactly(p, 1000);
    case_went(p, 100, 0, 0);
}

/* Caller and callee have one limit, so one view of the stack. The mark rises past a page that the waiting caller stores to next. */
static void the_mark_rises_behind_a_waiting_caller(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {CALL_2, ADD(S6, S6, T2)},
                   callee[] = {LD(T1, A0, 0), CALL, SD(T1, A0, 8), CSRR(T2, CSR_XLW), MATCH_SG_RET},
                   second[] = {SD(T1, A1, 0), SD(T1, A0, 0), CBO_ZERO(A0), MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_write(p, HERE + 4 * SECOND, second, 4);
    make_gate(p, 0, CODE_AT + 4 * SECOND);
    pair_set_csr(p, CSR_XFPE, 1);
    pair_set_reg(p, A0, PTR(2, 0x4000));
    pair_set_reg(p, A1, PTR(2, 0x5100));
    exactly(p, 2000);
    exactly(p, 2001);
    case_went(p, 100, 0, 0);
}

/* By the kernel, while its callee runs: a window below the next callee's limit, which must not be granted. */
static void a_latent_register_becomes_a_low_window(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {ADDI(A7, S8, 0), CALL, ADDI(A7, S7, 0), CALL_2, ADDI(S6, S6, 1)},
                   callee[] = {ECALL, MATCH_SG_RET}, second[] = {NOP, MATCH_SG_RET},
                   handler[] = {CSRR(T3, SEPC),
                                ADDI(T3, T3, 4),
                                i_type(0x1073, 0, T3, SEPC),
                                CSRR(T3, SSCRATCH),
                                i_type(MATCH_SG_LDR, 3, T3, 0),
                                SRET};
    const uint64_t at = RAM + 0x98000;
    struct xs_reg window = {0};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_write(p, HERE + 4 * SECOND, second, 2);
    make_gate(p, 2, CODE_AT + 4 * SECOND);
    pair_write(p, TRAPS + 0x100, handler, 6);
    pair_set_csr(p, SSCRATCH, PTR(15, at));
    xs_reg_set_valid(&window, 1);
    xs_reg_set_selector(&window, THREAD);
    xs_reg_set_generation(&window, GENERATION);
    xs_reg_set_r(&window, 1);
    xs_reg_set_w(&window, 1);
    xs_reg_set_thread(&window, 1);
    xs_reg_set_base(&window, 0x5000);
    xs_reg_set_limit(&window, 0x5800);
    put(p, at, &window, sizeof window);
    pair_set_csr(p, CSR_XFPE, 1);
    pair_set_csr(p, CSR_XSV, 1 << 3);
    for (unsigned n = 0; n < 2; n++)
        hart_segments_changed(p->bench[n]->hart);
    pair_set_reg(p, SP, PTR(2, 0x4000));
    pair_set_reg(p, S7, PLAIN | 1 << 12);
    pair_set_reg(p, S8, PLAIN);
    exactly(p, 2000);
    xs_reg_set_base(&window, 0x3000);
    put(p, at, &window, sizeof window);
    exactly(p, 100);
}

/* Two registers of one segment. An access that most likely goes by one must not find what the other one, cleared since, knew. */
static void a_cleared_register_is_not_found_by_its_twin(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {r_type(MATCH_SG_LOAD, 3, A4, 0),
                               r_type(MATCH_SG_LOAD, 4, A4, 0),
                               LD(T2, S6, 0), /* sg3, page 0 */
                               MATCH_SG_CLR | 1u << 20,
                               LD(T2, S5, 0), /* sg4, page 1 */
                               LD(T1, S7, 0), /* page 0, by sg4 and by sg3 in turn */
                               XOR(S7, S7, S8)},
                   callee[] = {MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_reg(p, S6, PTR(3, 0x40));
    pair_set_reg(p, S5, PTR(4, 0x1040));
    pair_set_reg(p, S7, PTR(4, 0x40));
    pair_set_reg(p, S8, PTR(7, 0));
    exactly(p, 400);
}

/* The same with a window of the whole stack: stores by sg2 go below the mark. */
static void the_mark_falls_whatever_nibble_is_likely(void **state)
{
    struct pair *p = *state;
    const uint32_t client[] = {CALL, ADD(S9, S9, T2)},
                   callee[] = {r_type(MATCH_SG_WIN, T0, A1, A5) | 3u << 25 | 3u << 29, /* sg3 is all of sg2 */
                               SD(T1, A0, 0),
                               LD(T1, S7, 0),
                               CBO_ZERO(A0),
                               SD(T1, S6, 0), /* by sg3 when it was translated, by sg2 later */
                               CSRR(T2, CSR_XLW),
                               XOR(S6, S6, S8),
                               MATCH_SG_RET};
    case_begin(p, WORDS_OF(client), WORDS_OF(callee));
    pair_set_reg(p, SP, PTR(2, STACK_SIZE));
    pair_set_reg(p, A1, PTR(2, 0));
    pair_set_reg(p, A5, STACK_SIZE);
    pair_set_reg(p, A0, PTR(2, 0x4000));
    pair_set_reg(p, S7, PTR(3, 0x2000));
    pair_set_reg(p, S6, PTR(3, 0x4008));
    pair_set_reg(p, S8, PTR(1, 0));
    for (unsigned n = 0; n < 40; n++)
        exactly(p, 10 + draw(p, 200));
}

int far_mark_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_mark_in_a_frame_is_raised_by_another, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(the_thread_in_a_frame_is_changed_by_another, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(what_is_prepared_may_lie_below_the_next_mark, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(the_mark_rises_behind_a_waiting_caller, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_latent_register_becomes_a_low_window, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_cleared_register_is_not_found_by_its_twin, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(the_mark_falls_whatever_nibble_is_likely, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("marks and far calls", tests, NULL, NULL);
}
