/* Chapters 7 and 8: far call and far return, as a guest sees them. */
#include "guest.h"

USER(u_call, "sg.call a0, a1, 0\n ecall");
USER(u_call_gate1, "sg.call a0, a1, 1\n ecall");
USER(u_call_gate2, "sg.call a0, a1, 2\n ecall");
USER(u_ecall, "ecall\n sg.ret");

CASE(g07_3_callee_finds_its_world)
{
    struct xs_gate g = plain_gate(u_ecall);
    set_gate(SERVER, 0, &g);
    for (unsigned i = 1; i < 32; i++)
        user.x[i] = 0x100 + i;
    user.x[SP] = PTR(2, 0x4030);
    user.x[A0] = TO_SERVER;
    user.x[A1] = 0;
    go(u_call);
    expect_ecall();
    expect(user.x[SP] == PTR(2, 0x4000) && user.x[RA] == 0 && user.x[GP] == 0 && user.x[TP] == 0);
    expect(csr_read(CSR_XS1) == (SERVER | (uint64_t)GENERATION << 32) && csr_read(CSR_XS2LIM) == 0x4000);
    expect(csr_read(CSR_XSV) == 0 && csr_read(CSR_XSLW) == 0x4000 && csr_read(CSR_XLSP) == linkage_pa(1));
    expect(user.x[S2] == 0x100 + S2); /* plain */
    const uint64_t *f = linkage(1);
    expect(f[1] == PTR(2, 0x4030) && f[2] == 0x103 && f[3] == 0x104 && f[9] == CLIENT * 0x100 + TO_SERVER);
    resume();
    expect_ecall();
    expect(user.x[SP] == PTR(2, 0x4030) && user.x[GP] == 0x103 && user.x[TP] == 0x104 && user.x[T0] == 0);
    expect(csr_read(CSR_XS1) == (CLIENT | (uint64_t)GENERATION << 32) && csr_read(CSR_XS2LIM) == STACK_TOP);
}

USER(u_spoil, "li s0, 1\n li s1, 1\n li s2, 1\n li s11, 1\n li t3, 1\n li a0, 7\n li a1, 8\n li a2, 9\n li gp, 1\n li "
              "ra, 1\n sg.ret");

CASE(g07_2_protected_call_hides_and_restores)
{
    struct xs_gate g = plain_gate(u_ecall);
    xs_gate_set_protect(&g, 1);
    xs_gate_set_args(&g, 5);
    set_gate(SERVER, 0, &g);
    for (unsigned i = 1; i < 32; i++)
        user.x[i] = i == SP ? PTR(2, STACK_TOP) : 0x100 + i;
    user.x[A0] = TO_SERVER;
    user.x[A1] = 0xff;
    go(u_call);
    expect_ecall();
    for (unsigned i = 1; i < 32; i++)
        expect(user.x[i] == (i == SP ? PTR(2, STACK_TOP) : i == A0 ? TO_SERVER : i == A2 ? 0x100 + A2 : 0));
    g = plain_gate(u_spoil);
    xs_gate_set_results(&g, 1);
    set_gate(SERVER, 1, &g);
    fresh();
    set_gate(SERVER, 1, &g);
    for (unsigned i = 1; i < 32; i++)
        user.x[i] = i == SP ? PTR(2, STACK_TOP) : 0x100 + i;
    user.x[A0] = TO_SERVER;
    user.x[A1] = PROTECT | 3 << 8;
    go(u_call_gate1);
    expect_ecall();
    for (unsigned i = 1; i < 32; i++) {
        bool kept = i == S0 || i == S1 || (i >= 18 && i <= 27) || i == GP || i == TP;
        expect(user.x[i] == (i == SP ? PTR(2, STACK_TOP) : i == A0 ? 7 : kept ? 0x100 + i : 0));
    }
}

USER(u_fp_client, "li t0, 5\n fmv.d.x fs0, t0\n fmv.d.x fa0, t0\n fmv.d.x ft3, t0\n csrwi fcsr, 3\n sg.call a0, a1, 0\n"
                  "fmv.x.d a2, fs0\n fmv.x.d a3, fa0\n fmv.x.d a4, ft3\n csrr a5, fcsr\n ecall");
USER(u_fp_server, "fmv.x.d a2, fs0\n fmv.x.d a3, fa0\n csrr a4, fcsr\n fmv.x.d a5, ft3\n ecall\n"
                  "li t0, 9\n fmv.d.x fs0, t0\n fmv.d.x fa0, t0\n fmv.d.x ft3, t0\n csrwi fcsr, 31\n sg.ret");

CASE(g07_4_fp_file_is_saved_and_cleared)
{
    struct xs_gate g = plain_gate(u_fp_server);
    xs_gate_set_protect(&g, 1);
    xs_gate_set_fp(&g, 1);
    xs_gate_set_fargs(&g, 1);
    xs_gate_set_fresults(&g, 1);
    set_gate(SERVER, 0, &g);
    csr_write(CSR_XFPE, 1);
    user.x[A0] = TO_SERVER;
    user.x[A1] = (uint64_t)1 << 32 | (uint64_t)1 << 40;
    go(u_fp_client);
    expect_ecall();
    expect(user.x[A2] == 0 && user.x[A3] == 5 && user.x[A4] == 0 && user.x[A5] == 0);
    resume();
    expect_ecall();
    expect(user.x[A2] == 5 && user.x[A3] == 9 && user.x[A4] == 0 && user.x[A5] == 3);
}

USER(u_fp_touch, "fmv.x.d a2, fs0\n ecall");

CASE(g07_4_fp_is_off_where_the_gate_says_so)
{
    struct xs_gate g = plain_gate(u_fp_touch);
    set_gate(SERVER, 0, &g);
    csr_write(CSR_XFPE, 1);
    user.x[A0] = TO_SERVER;
    go(u_fp_client);
    expect(user.cause == ILLEGAL);
}

USER(u_nest, "sg.call a0, zero, 1\n ecall\n sg.ret");

CASE(g07_4_fp_file_of_an_outer_frame_is_not_shared)
{
    struct xs_gate plain = plain_gate(u_nest), fp = plain_gate(u_fp_server);
    xs_gate_set_fp(&fp, 1); /* neither protected */
    set_gate(SERVER, 0, &plain);
    set_gate(SERVER, 1, &fp);
    csr_write(CSR_XFPE, 1);
    user.x[A0] = TO_SERVER;
    go(u_fp_client);
    expect_ecall(); /* at the inner server */
    expect(user.x[A2] == 0 && user.x[A3] == 0 && user.x[A4] == 0);
    user.x[A0] = TO_SERVER;
    resume(); /* spoils and returns to the outer server */
    expect_ecall();
    resume();
    expect_ecall();
    expect(user.x[A2] == 5 && user.x[A5] == 3);
}

USER(u_callback, "li t0, 0x7fff\n li t1, 1024\n sg.call t0, t1, 1\n ecall\n sg.ret");
USER(u_in_client, "sg.qry a1, zero, zero, 0\n ecall\n sg.ret");

CASE(g07_1_callback_through_caller)
{
    struct xs_gate serve = plain_gate(u_callback), back = plain_gate(u_in_client);
    xs_gate_set_kind(&back, XS_GATE_CALLBACK);
    set_gate(SERVER, 0, &serve);
    set_gate(CLIENT, 1, &back);
    user.x[A0] = TO_SERVER;
    user.x[A1] = 77;
    user.x[A1] = 0;
    go(u_call);
    expect_ecall(); /* in the client's callback */
    expect((csr_read(CSR_XS1) & 0xffffff) == CLIENT && user.x[A1] == 0 && csr_read(CSR_XLSP) == linkage_pa(2));
    resume();
    expect_ecall();
    expect((csr_read(CSR_XS1) & 0xffffff) == SERVER);
    resume();
    expect_ecall();
    expect(csr_read(CSR_XLSP) == linkage_pa(0));
}

/* The callee overwrites and clears everything that it can. */
USER(u_ruin,
     "sg.load 3, a2\n sg.load 4, a2\n sg.load 14, a2\n sg.mov t0, zero, 11\n sg.clr -1\n sg.load 5, a2\n sg.ret");
USER(u_three, "sg.load 3, a3\n sg.load 4, a4\n li t0, 0x3000000000000010\n li t1, 16\n sg.win t2, t0, t1, 11, 1\n "
              "ecall\n sg.call a0, a1, 0\n ecall");

CASE(g08_2_return_restores_every_segment_register)
{
    struct xs_gate g = plain_gate(u_ruin);
    struct xs_reg before[3], after[3];
    set_gate(SERVER, 0, &g);
    user.x[A0] = TO_SERVER;
    user.x[A1] = GRANT(3) | GRANT(11);
    user.x[A2] = TO_ALIAS;
    user.x[A3] = TO_DATA;
    user.x[A4] = TO_DATA2;
    go(u_three);
    expect_ecall();
#define IMAGES(to)                                                           \
    __asm__ volatile(XS_ASM_SG_STR("3", "0", "%0")::"r"(&to[0]) : "memory"); \
    __asm__ volatile(XS_ASM_SG_STR("4", "0", "%0")::"r"(&to[1]) : "memory"); \
    __asm__ volatile(XS_ASM_SG_STR("11", "0", "%0")::"r"(&to[2]) : "memory")
    IMAGES(before);
    uint64_t v = csr_read(CSR_XSV), w = csr_read(CSR_XSW), gr = csr_read(CSR_XSG), valid = csr_read(CSR_XSVALID);
    resume();
    expect_ecall();
    IMAGES(after);
    for (unsigned i = 0; i < 3; i++)
        for (unsigned k = 0; k < 4; k++)
            expect(before[i].w[k] == after[i].w[k]);
    expect(v == csr_read(CSR_XSV) && w == csr_read(CSR_XSW) && gr == csr_read(CSR_XSG) &&
           valid == csr_read(CSR_XSVALID));
}

USER(u_once, "sg.call a0, zero, 2\n ecall");

CASE(g07_1_a_gate_that_is_not_reentrant)
{
    struct xs_gate g = plain_gate(u_once);
    xs_gate_set_nonreentrant(&g, 1);
    set_gate(SERVER, 2, &g);
    user.x[A0] = TO_SERVER;
    go(u_call_gate2);
    expect_fault(FAR_CALL, REENTERED, TO_SERVER);
    expect(csr_read(CSR_XLSP) == linkage_pa(1));
}

USER(u_recurse, "sg.call a0, zero, 0\n ecall");

CASE(g07_1_depth_is_bounded)
{
    struct xs_gate g = plain_gate(u_recurse);
    set_gate(SERVER, 0, &g);
    user.x[A0] = TO_SERVER;
    go(u_recurse);
    expect_fault(FAR_CALL, FRAMES, TO_SERVER);
    expect(csr_read(CSR_XLSP) == linkage_pa(FRAMES - 1));
}

USER(u_reserve,
     "sg.load 3, a2\n li t2, 0x3000000000000000\n lr.d t1, (t2)\n sg.call a0, zero, 0\n sc.d a3, t1, (t2)\n ecall");

CASE(g07_5_a_call_clears_the_reservation)
{
    user.x[A0] = TO_SERVER;
    user.x[A2] = TO_DATA;
    go(u_reserve);
    expect_ecall();
    expect(user.x[A3] != 0);
}

USER(u_wipe, ".option push\n .option arch, +zicboz\n addi sp, sp, -512\n sd a0, 0(sp)\n sd a0, 100(sp)\n csrr a1, "
             "0xcc0\n addi sp, sp, 512\n"
             "1: csrr t0, 0xcc0\n bgeu t0, sp, 2f\n cbo.zero (t0)\n addi a2, a2, 1\n j 1b\n 2: ld a3, -512(sp)\n csrr "
             "a4, 0xcc0\n ecall\n .option pop");

CASE(g02_6_low_water_mark_and_wiping)
{
    user.x[A0] = 0x5ec2e7;
    go(u_wipe);
    expect_ecall();
    expect(user.x[A1] == PTR(2, STACK_TOP - 512) && user.x[A2] == 8 && user.x[A3] == 0 &&
           user.x[A4] == PTR(2, STACK_TOP));
}
