/* Chapter 20: deadlines. What is left of a call's time is looked at in S-mode, where it stands still. */
#include "guest.h"

#define WITHIN(n)       ((uint64_t)(n) << 42) /* times 64 instructions */
#define TIMES_4(n)      ((uint64_t)(n) << 52)
#define GRACE(n)        ((uint64_t)(n) << 56)
#define GRACE_16(n)     ((uint64_t)(n) << 56 | (uint64_t)2 << 61)
#define left()          csr_read(CSR_XDL)
#define frame(depth)    ((const struct xs_frame *)linkage(depth))
#define expect_left(n)  expect(left() == (uint64_t)(n))
#define expect_expiry() expect_fault(DEADLINE, DEADLINE, 0)

USER(d_loop, "1: addi a0, a0, 1\n addi a1, a1, 1\n j 1b");
USER(d_look, "ecall\n nop\n ecall\n sg.ret");
USER(d_call, "sg.call a0, a1, 0\n ecall");
USER(d_two, "sg.call a0, a1, 0\n nop\n nop\n ecall");
/* SERVER calls OTHER with mask 0 and without looking; OTHER loops. */
USER(d_pass_on, "li a0, 4\n li a1, 0\n sg.call a0, a1, 0\n ecall");
USER(d_pass_grace, "li a0, 4\n li a1, 1\n slli a1, a1, 56\n sg.call a0, a1, 0\n ecall");
USER(d_pass_late, "li a0, 4\n li a1, 1000\n slli a1, a1, 42\n sg.call a0, a1, 0\n ecall");
/* Exactly 64 and 65 instructions with their sg.ret. */
USER(d_64, ".rept 63\n nop\n .endr\n sg.ret");
USER(d_65, ".rept 64\n nop\n .endr\n sg.ret");
USER(d_three, "nop\n nop\n nop\n ecall");
USER(d_read, "csrr a0, 0x5c5\n ecall");

CASE(fault_32_time)
{
    struct xs_gate g = plain_gate(d_look);
    xs_gate_set_time(&g, 1000);
    set_gate(SERVER, 0, &g);
    csr_write(CSR_XDL, 1000); /* the call itself is one of them */
    go_call(0);
    expect_fault(FAR_CALL, TIME, TO_SERVER);
    expect_left(1000); /* what was refused was not taken */
    go_call(WITHIN(15));
    expect_fault(FAR_CALL, TIME, TO_SERVER);
    csr_write(CSR_XDL, 1001);
    go_call(0);
    expect_ecall();
}

CASE(fault_37_deadline)
{
    serve(SERVER, d_loop);
    go_call(WITHIN(1));
    expect_expiry();
    expect_left(0);
}

CASE(g20_1_a_call_takes_exactly_its_time)
{
    static const struct {
        uint64_t mask, instructions;
    } rows[] = {{WITHIN(1), 64},
                {WITHIN(2), 128},
                {WITHIN(1023), 1023 * 64},
                {WITHIN(1) | TIMES_4(1), 256},
                {WITHIN(3) | TIMES_4(3), 3 * 4096},
                {WITHIN(1) | TIMES_4(7), 1 << 20}};
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        fresh();
        serve(SERVER, d_loop);
        go_call(rows[i].mask);
        expect_expiry();
        uint64_t n = rows[i].instructions, rounds = n / 3, rest = n % 3;
        expect(user.x[A0] == rounds + (rest > 0) && user.x[A1] == rounds + (rest > 1));
        expect(csr_read(CSR_XLSP) == linkage_pa(1)); /* nobody but the kernel pops */
    }
}

CASE(g20_1_the_return_may_be_the_last_instruction)
{
    serve(SERVER, d_64);
    go_call(WITHIN(1));
    expect_ecall();
    fresh();
    serve(SERVER, d_65);
    go_call(WITHIN(1));
    expect_expiry();
}

CASE(g20_1_the_kernels_time_is_not_the_calls)
{
    serve(SERVER, d_look);
    go_call(WITHIN(1));
    expect_ecall();
    expect_left(64);
    for (volatile unsigned i = 0; i < 1000; i++)
        ;
    resume();
    expect_ecall();
    expect_left(63);
    expect(csr_read(CSR_XLSP) == linkage_pa(1));
}

CASE(g20_2_the_callers_deadline_comes_back)
{
    serve(SERVER, d_look);
    csr_write(CSR_XDL, 1000);
    user.x[A1] = WITHIN(2);
    go_with(d_two, TO_SERVER);
    expect_ecall();
    expect_left(128);
    resume();
    expect_ecall();
    expect_left(127);
    resume();
    expect_ecall(); /* the call, the nop, the return, and two of its own */
    expect_left(1000 - 5);
    csr_write(CSR_XDL, XS_NO_DEADLINE);
    user.x[A1] = WITHIN(2);
    go_with(d_two, TO_SERVER);
    resume();
    resume();
    expect_ecall();
    expect_left(XS_NO_DEADLINE);
}

CASE(g20_2_no_callee_has_more_time_than_its_caller)
{
    serve(SERVER, d_pass_late);
    serve(OTHER, d_look);
    go_call(WITHIN(2));
    expect_ecall();
    expect_left(128 - 4);
    expect(xs_frame_deadline(frame(2)) == 0); /* it was not this caller's deadline */
    expect(xs_frame_deadline(frame(1)) == XS_NO_DEADLINE);
}

CASE(g20_3_grace_is_kept_back_from_the_callee)
{
    serve(SERVER, d_pass_grace);
    serve(OTHER, d_loop);
    go_call(WITHIN(4));
    expect_expiry();
    expect(user.x[A0] + user.x[A1] > 64);
    expect(xs_frame_deadline(frame(2)) == 64);
    fresh();
    csr_write(CSR_XDL, 64); /* nothing would be left */
    go_call(GRACE(1));
    expect_fault(FAR_CALL, TIME, TO_SERVER);
    go_call(GRACE_16(1));
    expect_fault(FAR_CALL, TIME, TO_SERVER);
    csr_write(CSR_XDL, 64 * 16 + 2);
    serve(SERVER, d_look);
    go_call(GRACE_16(1));
    expect_ecall();
    expect_left(1);
}

CASE(g20_3_grace_means_nothing_without_a_deadline)
{
    serve(SERVER, d_look);
    go_call(GRACE(31) | (uint64_t)7 << 61);
    expect_ecall();
    expect_left(XS_NO_DEADLINE);
}

CASE(g20_4_who_sets_a_deadline_is_protected)
{
    serve(SERVER, d_look);
    user.x[S2] = 0x1234;
    go_call(WITHIN(1));
    expect_ecall();
    expect(user.x[S2] == 0);
    expect(xs_frame_protect(frame(1)));
}

CASE(g20_5_time_is_up_at_the_first_instruction)
{
    csr_write(CSR_XDL, 0);
    go(d_three);
    expect_expiry();
    expect_left(0);
    csr_write(CSR_XDL, 2);
    go(d_three);
    expect_expiry();
    csr_write(CSR_XDL, 3);
    go(d_three);
    expect(!trapped(ECALL, 0, 0)); /* what would trap does not come to it */
    csr_write(CSR_XDL, 4);
    go(d_three);
    expect_ecall();
    expect_left(1);
}

CASE(g20_5_what_is_left_is_not_the_users_to_read)
{
    go(d_read);
    expect(user.cause == ILLEGAL);
}
