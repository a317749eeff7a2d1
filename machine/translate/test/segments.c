/* The translator against the interpreter under Xseg: random U-mode code with far calls and returns, windows, loads, masks, a stack
 * whose limit and low-water mark move, in a world of two code segments, a thread segment and two data segments. */
#include "world.h"

#include "core/decode.h"
#include "groups.h"
#include "translate/translator.h"

/* --- the code ------------------------------------------------------------------------------------------------- */
static unsigned pointer(struct pair *p)
{
    return A0 + (unsigned)draw(p, 4);
}

static uint32_t on_the_stack(struct pair *p)
{
    int at = (int)draw(p, 64) * 8 - 256;
    unsigned reg = T0 + (unsigned)draw(p, 3);
    switch (draw(p, 6)) {
    case 0: return LD(reg, SP, at);
    case 1: return LW(reg, SP, at + 4 * (int)draw(p, 2));
    case 2: return s_type(0x2023, reg, SP, at + (int)draw(p, 8));
    case 3: return ADDI(SP, SP, 16 * ((int)draw(p, 17) - 8));
    case 4: return ADDI(pointer(p), SP, at);
    default: return SD(reg, SP, at);
    }
}

static uint32_t through_a_pointer(struct pair *p)
{
    int at = (int)draw(p, 32) * 8 - 64;
    unsigned reg = T0 + (unsigned)draw(p, 3);
    switch (draw(p, 6)) {
    case 0: return SD(reg, pointer(p), at);
    case 1: return SB(reg, pointer(p), at);
    case 2: return LW(reg, pointer(p), at);
    case 3: return AMOADD_D(reg, reg, pointer(p));
    case 4: return CBO_ZERO(pointer(p));
    default: return LD(reg, pointer(p), at);
    }
}

static uint32_t of_the_segment_unit(struct pair *p)
{
    unsigned sgd = 3 + (unsigned)draw(p, 3), perm = 1 + (unsigned)draw(p, 3);
    switch (draw(p, 10)) {
    case 0: return r_type(MATCH_SG_LOAD, sgd, A4, 0);
    case 1: return r_type(MATCH_SG_WIN, pointer(p), pointer(p), A5) | sgd << 25 | perm << 29;
    case 2: return r_type(MATCH_SG_MOV, pointer(p), pointer(p), 0) | sgd << 25;
    case 3: return r_type(MATCH_SG_CHK, T0, pointer(p), A5) | perm << 25;
    case 4: return MATCH_SG_CLR | 1u << (20 + draw(p, 3));
    case 5: return r_type(MATCH_SG_QRY, T1, pointer(p), A4) | (uint32_t)draw(p, 8) << 25;
    case 6: return MATCH_SG_RET;
    default: return r_type(MATCH_SG_CALL, 0, A6, A7) | (uint32_t)draw(p, GATES) << 25;
    }
}

static uint32_t random_word(struct pair *p)
{
    switch (draw(p, 12)) {
    case 0: return CSRR(T2, CSR_XLW);
    case 1: return ADDI(A4, ZERO, (int)draw(p, ENTRIES));
    case 2: return UINT32_C(0x00000463) | (uint32_t)(T0 + draw(p, 3)) << 15; /* beqz over one */
    case 3: return draw(p, 4) ? i_type(0x13, A6, ZERO, 3) : ECALL;
    case 4:
    case 5: return through_a_pointer(p);
    case 6:
    case 7: return of_the_segment_unit(p);
    default: return on_the_stack(p);
    }
}

/* Not many are left then, and the next ones that are asked for begin anew. */
static void use_up_stamps(struct pair *p)
{
    struct front *front = &p->bench[1]->hart->tlb.front;
    uint64_t given = FRONT_STALE / FRONT_STEP - 1 - draw(p, 4);
    front->given = given > front->given ? given : front->given;
}

/* What a kernel may do between two instructions of the program. */
static void interfere(struct pair *p)
{
    uint64_t mark = draw(p, STACK_SIZE);
    switch (draw(p, 7)) {
    case 0: pair_set_csr(p, CSR_XSLW, mark); break;
    case 1: pair_set_csr(p, CSR_XS2LIM, mark + 0x800); break;
    case 2: pair_set_csr(p, CSR_XSV, draw(p, 0x10000)); break;
    case 3: pair_set_csr(p, CSR_XDL, draw(p, 3) ? draw(p, 2000) : XS_NO_DEADLINE); break;
    case 4: use_up_stamps(p); break;
    default: break;
    }
}

static void segments_stay_equal(void **state)
{
    struct pair *p = *state;
    for (uint64_t round = 0; round < p->rounds; round++) {
        uint32_t word[LENGTH];
        do
            pair_begin(p);
        while (hart_privilege(p->bench[0]->hart) != PRV_U);
        make_world(p);
        for (unsigned n = 0; n < LENGTH - 1; n++)
            word[n] = random_word(p);
        word[LENGTH - 1] = UINT32_C(0x805ff06f); /* back to the first */
        pair_write(p, HERE, word, LENGTH);
        set_hart(p);
        pair_set_reg(p, 32, PTR(1, CODE_AT + 4 * draw(p, LENGTH)));
        for (unsigned part = 0; part < 6; part++) {
            pair_run(p, STOPS / 6);
            interfere(p);
        }
        pair_compare_memory(p);
    }
}

/* --- stamps that begin anew, see mmu/front.h ---------------------------------------------------------------------- */
enum { LAST_STAMP = FRONT_STALE / FRONT_STEP - 1 };

/* Far enough for a block not to be cut, whatever the seed. */
static void run_wholly(struct pair *p)
{
    for (unsigned n = 0; n < 2; n++) {
        hart_run_until(p->bench[n]->hart, UINT64_MAX);
        hart_run(p->bench[n]->hart, 100);
    }
    pair_run(p, 4);
}

static void a_store_below_the_mark_is_seen_when_stamps_begin_anew(void **state)
{
    struct pair *p = *state;
    begin_user(p, (const uint32_t[]){SD(T1, A0, 8), SELF, LD(T2, A0, 16), SD(T1, A0, 8), SELF}, 5);
    p->bench[1]->hart->tlb.front.given = LAST_STAMP;
    run_wholly(p);
    assert_true(p->bench[1]->hart->tlb.front.given < LAST_STAMP);
    pair_set_csr(p, CSR_XSLW, STACK_SIZE);
    pair_set_reg(p, 32, PTR(1, CODE_AT + 8));
    run_wholly(p);
    assert_true(hart_segment(p->bench[1]->hart)->lw == STACK_PAGE + 0x100); /* the granule's */
}

static void a_crossing_keeps_no_stamp_of_before(void **state)
{
    struct pair *p = *state;
    struct hart *h = p->bench[1]->hart;
    struct front *front = &h->tlb.front;
    begin_user(p, (const uint32_t[]){SD(T1, SP, 8), LD(T1, SP, 8), LD(T2, A1, 0), SELF}, 4);
    pair_run(p, 4);
    front_drop(front);
    front->given = LAST_STAMP - 1;
    assert_true(native_probe(h, PTR(1, CODE_AT), 8) != 0);
    assert_int_equal(front->side->stamp[XS_SG_CODE], LAST_STAMP * FRONT_STEP);
    front_prepare(h);
    assert_true(front->given < LAST_STAMP && front->side->range[0].span != 0);
    assert_true(front->side->stamp[XS_SG_CODE] <= front->given * FRONT_STEP);
    assert_true(front->side->stamp[XS_SG_CODE] != front->side->stamp[XS_SG_THREAD]);
}

/* Or a callee could hold its caller up for as long as it likes: a loop of WRS takes few instructions. */
static void code_with_a_deadline_does_not_sleep(void **state)
{
    struct pair *p = *state;
    uint64_t cause = 0;
    for (unsigned limited = 0; limited < 2; limited++)
        for (unsigned n = 0; n < 2; n++) {
            struct hart *h = p->bench[n]->hart;
            begin_user(p, (const uint32_t[]){LR_D(T1, A0), n ? WRS_NTO : WRS_STO, SELF}, 3);
            pair_set_csr(p, CSR_XDL, limited ? 100 : XS_NO_DEADLINE);
            assert_int_equal(hart_run(h, 50), limited ? STOP_BUDGET : STOP_WFI);
            if (limited)
                hart_run(h, 51);
        }
    assert_true(hart_csr_get(p->bench[1]->hart, SCAUSE, &cause) && cause == XS_CAUSE_DEADLINE);
}

/* The kernel goes to a user's address, right after jumps were forgotten. (The client's context and "no context" share a place
 * among the numbers of contexts.) */
static void a_kernel_does_not_run_what_a_user_may(void **state)
{
    struct pair *p = *state;
    const uint64_t entry = PTR(1, CODE_AT + 0x40), kernel = TRAPS + 0x200;
    begin_user(p, (const uint32_t[]){SELF}, 1);
    pair_write(p, HERE + 0x40, (const uint32_t[]){ADDI(T1, T1, 1), SELF}, 2);
    pair_write(p, kernel, (const uint32_t[]){CSRW(SEPC, A3), i_type(0x2073, 0, A2, 0x100), UINT32_C(0x10200073)}, 3);
    pair_set_reg(p, A2, 0x100);
    pair_set_reg(p, A3, entry);
    pair_set_reg(p, 32, entry);
    pair_run(p, 4);
    for (unsigned n = 0; n < 2; n++) {
        p->bench[n]->hart->priv = PRV_S;
        hart_mode_changed(p->bench[n]->hart);
    }
    pair_set_reg(p, 32, PTR(15, kernel));
    p->bench[1]->hart->tlb.fetch_changes++;
    pair_run(p, 8);
}

int segment_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(segments_stay_equal, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_store_below_the_mark_is_seen_when_stamps_begin_anew, pair_setup,
                                        pair_teardown),
        cmocka_unit_test_setup_teardown(code_with_a_deadline_does_not_sleep, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_kernel_does_not_run_what_a_user_may, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(a_crossing_keeps_no_stamp_of_before, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("segments", tests, NULL, NULL);
}
