/* Chapters 5 and 6: data registers and questions, as a guest sees them. */
#include "guest.h"

USER(u_load_copy, "sg.load 3, a0\n li t0, 0x3000000000000008\n ld a1, (t0)\n addi a2, a1, 1\n sd a2, 8(t0)\n ecall");

CASE(g05_2_load)
{
    uint64_t *data = (uint64_t *)page_of(DATA, 0);
    data[1] = 41;
    user.x[A0] = TO_DATA;
    go(u_load_copy);
    expect_ecall();
    expect(user.x[A1] == 41 && data[2] == 42);
    expect(csr_read(CSR_XSV) == (XS_MASK_T | 1 << 3) && csr_read(CSR_XSVALID) == 1 << 3);
}

USER(u_window, "sg.load 3, a0\n sg.win a1, a1, a2, 11, 1\n ecall\n lbu a3, (a1)\n ecall\n sb a3, (a1)\n ecall");

CASE(g05_3_window)
{
    page_of(DATA, 0)[0x123] = 9;
    user.x[A0] = TO_DATA;
    user.x[A1] = PTR(3, 0x123);
    user.x[A2] = 1;
    go(u_window);
    expect_ecall();
    expect(user.x[A1] == PTR(11, 0x123));
    resume();
    expect_ecall();
    expect(user.x[A3] == 9);
    resume();
    expect_fault(SEGMENT_ACCESS, PERMISSION, PTR(11, 0x123));
}

USER(u_window_only, "sg.win a1, a1, a2, 5, 3\n ecall\n ld a3, (a1)\n ecall");

CASE(g05_3_window_of_no_bytes)
{
    go(u_window_only); /* NULL, 0 */
    expect_ecall();
    expect(user.x[A1] == PTR(5, 0) && csr_read(CSR_XSV) >> 5 & 1);
    resume();
    expect_fault(SEGMENT_ACCESS, EMPTY, PTR(5, 0));
}

CASE(g05_3_window_of_code_and_stack)
{
    *(uint64_t *)page_of(CLIENT, 0) = 77;
    user.x[A1] = PTR(1, PRIVATE);
    user.x[A2] = 8;
    go(u_window_only);
    resume();
    expect_ecall();
    expect(user.x[A3] == 77);
    ((uint64_t *)page_of(THREAD, 7))[511] = 78;
    user.x[A1] = PTR(2, STACK_TOP - 8);
    go(u_window_only);
    resume();
    expect_ecall();
    expect(user.x[A3] == 78);
}

USER(u_move, "sg.load 3, a0\n sg.mov a1, a1, 12\n ecall\n sg.mov a2, zero, 12\n ecall");

CASE(g05_4_move)
{
    user.x[A0] = TO_DATA;
    user.x[A1] = PTR(3, 0x40);
    user.x[A2] = 5;
    go(u_move);
    expect_ecall();
    expect(user.x[A1] == PTR(12, 0x40) && csr_read(CSR_XSVALID) == (1 << 3 | 1 << 12));
    resume();
    expect_ecall();
    expect(user.x[A2] == 0 && csr_read(CSR_XSVALID) == 1 << 3);
}

USER(u_clear, "sg.load 3, a0\n sg.load 14, a0\n sg.clr 1\n ecall\n li t0, 0x3000000000000000\n ld a1, (t0)\n ecall");

CASE(g05_5_clear)
{
    user.x[A0] = TO_DATA;
    go(u_clear);
    expect_ecall();
    expect(csr_read(CSR_XSV) == (XS_MASK_T | 1 << 14) && csr_read(CSR_XSVALID) == (1 << 3 | 1 << 14));
    resume();
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(3, 0));
}

USER(u_read3, "li t0, 0x3000000000000000\n ld a1, (t0)\n ecall\n sd a1, (t0)\n ecall");

CASE(g05_6_kernel_load)
{
    *(uint64_t *)page_of(SECRET, 0) = 5;
    __asm__ volatile(XS_ASM_SG_LOADG("3", "%0", "%1")::"r"((uint64_t)SECRET), "r"((uint64_t)1));
    expect(csr_read(CSR_XSW) == 1 << 3 && csr_read(CSR_XSG) == 0); /* through WRITE */
    go(u_read3);
    expect_ecall();
    expect(user.x[A1] == 5);
    resume();
    expect_fault(SEGMENT_ACCESS, PERMISSION, PTR(3, 0));
}

CASE(g05_7_images)
{
    struct xs_reg image = {0}, again = {0};
    xs_reg_set_valid(&image, 1);
    xs_reg_set_selector(&image, DATA);
    xs_reg_set_generation(&image, GENERATION);
    xs_reg_set_r(&image, 1);
    xs_reg_set_limit(&image, 8);
    __asm__ volatile(XS_ASM_SG_LDR("3", "0", "%0")::"r"(&image), "m"(image));
    __asm__ volatile(XS_ASM_SG_STR("3", "0", "%0")::"r"(&again) : "memory");
    for (unsigned i = 0; i < 4; i++)
        expect(image.w[i] == again.w[i]);
    expect(csr_read(CSR_XSW) == 0 && csr_read(CSR_XSV) == XS_MASK_T);
    go(u_read3);
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(3, 0)); /* latent: masks are apart */
    csr_write(CSR_XSV, 1 << 3);
    go(u_read3);
    expect_ecall();
}

/* In the callee: chk of what was granted, of another range, of own memory, own stack, a latent register. */
USER(u_check_callee, "li t1, 64\n sg.chk a1, a0, t1, 1\n li t1, 65\n sg.chk a2, a0, t1, 1\n li t1, 8\n"
                     "li t0, 0x1000000000001000\n sg.chk a3, t0, t1, 1\n addi t0, sp, -8\n sg.chk a4, t0, t1, 1\n"
                     "li t0, 0x3000000000000000\n sg.chk a5, t0, t1, 1\n sg.chk a6, a0, t1, 2\n ecall");
USER(u_check_caller, "sg.load 3, a0\n li t0, 0x3000000000000100\n li t1, 64\n sg.win a0, t0, t1, 11, 1\n"
                     "li t0, 1 << 20\n li t1, 1\n sg.call t1, t0, 0\n ecall");

CASE(g06_1_check)
{
    struct xs_gate g = plain_gate(u_check_callee);
    set_gate(SERVER, 0, &g);
    user.x[A0] = TO_DATA;
    go(u_check_caller);
    expect_ecall();
    expect(user.x[A1] == 1);
    for (unsigned i = A2; i <= A6; i++)
        expect(user.x[i] == 0);
    uint64_t wide;
    __asm__ volatile(XS_ASM_SG_CHK("%0", "%1", "%2", "1") : "=r"(wide) : "r"(PTR(1, PRIVATE)), "r"((uint64_t)8));
    expect(wide == 1); /* the kernel's form */
    revoke(DATA);
    go(u_check_callee);
    expect(user.x[A1] == 0);
}

USER(u_query_callee,
     "sg.qry a1, zero, zero, 0\n sg.qry a2, zero, zero, 1\n sg.qry a3, a0, zero, 2\n sg.qry a4, a0, zero, 3\n"
     "sg.qry a5, a0, zero, 4\n li t0, 2\n sg.qry a6, a0, t0, 5\n sg.qry a7, zero, zero, 6\n ecall");

CASE(g06_2_query)
{
    struct xs_gate g = plain_gate(u_query_callee);
    set_gate(SERVER, 0, &g);
    user.x[A0] = TO_DATA;
    go(u_check_caller);
    expect_ecall();
    expect(user.x[A1] == CLIENT * 0x100 + TO_SERVER && user.x[A2] == 42);
    expect(user.x[A3] == 0x19); /* R, granted, visible; the window narrowed W away */
    expect(user.x[A4] == PTR(11, 0x100) && user.x[A5] == PTR(11, 0x140) && user.x[A6] == 1 && user.x[A7] == 1);
}
