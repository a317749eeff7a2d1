/* Claims O1-O3, O5 and O6 at machine level: what caller and callee must not do to each other. */
#include "guest.h"

extern char c_stop[];  /* cases_claims.c */
extern char c_load3[]; /* cases_claims.c */
extern char c_read[];  /* cases_claims.c */
extern char c_write[]; /* cases_claims.c */
extern char c_jump[];  /* cases_claims.c */

USER(c_secret, "addi sp, sp, -128\n sd a3, 64(sp)\n sd a3, 0(sp)\n sg.call a0, zero, 0\n ld a4, 64(sp)\n ecall");

CASE(claim_O1_the_callee_does_not_reach_the_callers_frames)
{
    serve(SERVER, c_stop);
    user.x[A3] = 0x5ec2e7;
    go_with(c_secret, TO_SERVER);
    expect_ecall();
    uint64_t pc = user.pc, sp = user.x[SP];
    for (uint64_t at = sp; at < PTR(2, STACK_TOP); at += 8) {
        go_with(c_read, at);
        expect_fault(SEGMENT_ACCESS, BOUNDS, at);
        go_with(c_write, at);
        expect_fault(SEGMENT_ACCESS, BOUNDS, at);
    }
    user.pc = pc;
    user.x[SP] = 0; /* the caller's comes from the frame */
    resume();
    expect_ecall();
    expect(user.x[A4] == 0x5ec2e7);
}

USER(c_leave, ".option push\n .option arch, +zicboz\n li t1, 0x5ec2e7\n sd t1, -8(sp)\n sd t1, -200(sp)\n"
              "1: csrr t0, 0xcc0\n bgeu t0, sp, 2f\n cbo.zero (t0)\n j 1b\n 2: sg.ret\n .option pop");
USER(c_look, "sg.call a0, zero, 0\n li a2, 0\n addi t0, sp, -512\n 1: ld t1, (t0)\n or a2, a2, t1\n addi t0, t0, 8\n "
             "bltu t0, sp, 1b\n ecall");

CASE(claim_O1_the_caller_does_not_read_what_the_callee_left)
{
    serve(SERVER, c_leave);
    go_with(c_look, TO_SERVER);
    expect_ecall();
    expect(user.x[A2] == 0);
}

USER(c_ruin, "li s0, -1\n li s1, -1\n li s2, -1\n li s3, -1\n li s11, -1\n li t0, 77\n li t5, 0x5ec2e7\n li a5, "
             "0x5ec2e7\n li a0, 1\n li gp, 3\n sg.ret");

CASE(claim_O2_neither_side_sees_or_spoils_the_others_registers)
{
    struct xs_gate g = plain_gate(c_stop);
    xs_gate_set_protect(&g, 1);
    set_gate(SERVER, 0, &g);
    for (unsigned i = 1; i < 32; i++)
        user.x[i] = i == SP ? PTR(2, STACK_TOP) : 0x5ec000 + i;
    go_call(0);
    for (unsigned i = 1; i < 32; i++)
        expect(user.x[i] == (i == SP ? PTR(2, STACK_TOP) : 0)); /* nothing was passed */
    fresh();
    g = plain_gate(c_ruin);
    set_gate(SERVER, 0, &g);
    for (unsigned i = 1; i < 32; i++)
        user.x[i] = i == SP ? PTR(2, STACK_TOP) : 0x5ec000 + i;
    go_call(PROTECT | 1 << 8);
    expect_ecall();
    for (unsigned i = 18; i < 28; i++)
        expect(user.x[i] == 0x5ec000 + i);
    expect(user.x[S0] == 0x5ec000 + S0 && user.x[GP] == 0x5ec000 + GP && user.x[T0] == 0);
    expect(user.x[A0] == 1 && user.x[A5] == 0 && user.x[30] == 0);
}

CASE(claim_O3_calls_land_on_exported_entries)
{
    struct xs_gate g = plain_gate(c_stop);
    set_gate(SERVER, 0, &g);
    go_call(0);
    expect_ecall();
    expect(user.pc == PTR(1, xs_gate_entry(&g)));
    fresh();
    go_with(c_jump, PTR(1, LIMIT + USER_TEXT)); /* a jump stays in its own segment */
    expect(user.cause == XS_CAUSE_SEGMENT_ACCESS);
    struct xs_vste e = get_entry(CLIENT, TO_SERVER);
    xs_vste_set_gate_mask(&e, 0);
    set_entry(CLIENT, TO_SERVER, &e);
    go_call(0);
    expect_fault(FAR_CALL, GATE_MASK, TO_SERVER);
}

USER(c_chk, "li t0, 8\n sg.chk a1, a0, t0, 1\n ecall");

CASE(claim_O5_one_instruction_stops_the_confused_deputy)
{
    serve(SERVER, c_stop);
    user.x[A2] = TO_DATA;
    go(c_load3);
    go_call(GRANT(3));
    go_with(c_chk, PTR(3, 0));
    expect(user.x[A1] == 1);
    go_with(c_chk, PTR(1, PRIVATE)); /* the service's own memory, named by the client */
    expect(user.x[A1] == 0);
    user.x[A2] = TO_DATA2; /* what the service loads is another client's, say */
    go(c_load3);
    go_with(c_chk, PTR(3, 0));
    expect(user.x[A1] == 0);
}

USER(c_grant_one, "sg.load 3, a2\n li t0, 0x3000000000000100\n li t1, 64\n sg.win a3, t0, t1, 11, 1\n li a1, 1 << 20\n "
                  "sg.call a0, a1, 0\n ecall");

CASE(claim_O6_one_buffer_read_only_for_one_call)
{
    serve(SERVER, c_stop);
    user.x[A2] = TO_DATA;
    go_with(c_grant_one, TO_SERVER);
    expect_ecall();
    go_with(c_read, PTR(11, 0x138));
    expect_ecall();
    go_with(c_read, PTR(11, 0xf8));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(11, 0xf8));
    go_with(c_read, PTR(11, 0x140));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(11, 0x140));
    go_with(c_write, PTR(11, 0x100));
    expect_fault(SEGMENT_ACCESS, PERMISSION, PTR(11, 0x100));
    go_with(c_read, PTR(3, 0x100)); /* the whole segment stays the client's */
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(3, 0x100));
}
