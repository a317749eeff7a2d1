/* Chapter 10: each reason with its cause and stval, taken in U-mode, seen in S-mode. */
#include "guest.h"

USER(u_ld, "ld a1, (a0)\n ecall");
USER(u_sd, "sd a1, (a0)\n ecall");
USER(u_jump, "jr a0\n ecall");
USER(u_sgload, "sg.load 3, a0\n ecall");
USER(u_sgwin, "sg.win a1, a0, a2, 4, 3\n ecall");
USER(u_sgmov, "sg.mov a1, a0, 4\n ecall");
USER(u_sgcall, "sg.call a0, a1, 0\n ecall");
USER(u_sgret, "sg.ret\n ecall");
USER(u_loaded_ld, "sg.load 3, a2\n ld a1, (a0)\n ecall");
USER(u_loaded_sd, "sg.load 3, a2\n sd a1, (a0)\n ecall");

CASE(fault_01_empty)
{
    go_with(u_ld, 8);
    expect_fault(SEGMENT_ACCESS, EMPTY, 8);
    expect(user.xinfo == (XS_REASON_EMPTY | 1 << 8)); /* load, sg0 */
    go_with(u_sd, 0);
    expect_fault(SEGMENT_ACCESS, EMPTY, 0);
    expect(user.xinfo == (XS_REASON_EMPTY | 2 << 8));
    user.x[A2] = 8;
    go_with(u_sgwin, 16);
    expect_fault(SEGMENT_LOAD, EMPTY, 16);
}

CASE(fault_02_invisible)
{
    go_with(u_ld, PTR(9, 0));
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(9, 0));
    expect(user.xinfo >> 12 == 9);
    go_with(u_sgmov, PTR(9, 0));
    expect_fault(SEGMENT_LOAD, INVISIBLE, PTR(9, 0));
}

CASE(fault_03_bounds)
{
    go_with(u_ld, PTR(2, STACK_TOP));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(2, STACK_TOP));
    user.x[A2] = TO_DATA;
    go_with(u_loaded_sd, PTR(3, LIMIT));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(3, LIMIT));
    go_with(u_ld, PTR(1, LIMIT));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(1, LIMIT));
    user.x[A2] = ~(uint64_t)0;
    go_with(u_sgwin, PTR(2, 0));
    expect_fault(SEGMENT_LOAD, BOUNDS, PTR(2, 0));
}

CASE(fault_04_permission)
{
    struct xs_vste e = get_entry(CLIENT, TO_DATA);
    xs_vste_set_w(&e, 0);
    set_entry(CLIENT, TO_DATA, &e);
    user.x[A2] = TO_DATA;
    go_with(u_loaded_ld, PTR(3, 0));
    expect_ecall();
    go_with(u_loaded_sd, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, PERMISSION, PTR(3, 0));
    xs_vste_set_load(&e, 0);
    set_entry(CLIENT, TO_DATA, &e);
    go_with(u_sgload, TO_DATA);
    expect_fault(SEGMENT_LOAD, PERMISSION, TO_DATA);
}

CASE(fault_05_stale)
{
    user.x[A2] = TO_DATA;
    go_with(u_loaded_ld, PTR(3, 0));
    expect_ecall();
    revoke(DATA);
    go_with(u_ld, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, STALE, PTR(3, 0));
    go_with(u_sgload, TO_DATA);
    expect_fault(SEGMENT_LOAD, STALE, TO_DATA);
    revoke(SERVER);
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, STALE, TO_SERVER);
}

CASE(fault_06_page_absent)
{
    go_with(u_ld, PTR(1, 0x10)); /* page 0 of code: null members */
    expect_fault(SEGMENT_ACCESS, PAGE_ABSENT, PTR(1, 0x10));
}

CASE(fault_07_page_permission)
{
    go_with(u_sd, PTR(1, USER_TEXT));
    expect_fault(SEGMENT_ACCESS, PAGE_PERMISSION, PTR(1, USER_TEXT));
    go_with(u_jump, PTR(1, PRIVATE));
    expect_fault(SEGMENT_ACCESS, PAGE_PERMISSION, PTR(1, PRIVATE));
    expect(user.xinfo == (XS_REASON_PAGE_PERMISSION | 1 << 12));          /* fetch, sg1 */
    set_pte(CLIENT, PRIVATE, get_pte(CLIENT, PRIVATE) & ~(uint64_t)0x80); /* D */
    go_with(u_ld, PTR(1, PRIVATE));
    expect_ecall();
    go_with(u_sd, PTR(1, PRIVATE)); /* the load's TLB entry does not help the store */
    expect_fault(SEGMENT_ACCESS, PAGE_PERMISSION, PTR(1, PRIVATE));
}

CASE(fault_08_register)
{
    go_with(u_ld, PTR(15, 0x80000000));
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(15, 0x80000000));
    go_with(u_jump, PTR(2, 0x100));
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(2, 0x100));
    go_with(u_sgmov, PTR(1, 0));
    expect_fault(SEGMENT_LOAD, REGISTER, PTR(1, 0));
}

CASE(fault_09_walk)
{
    struct xs_desc d = get_desc(DATA);
    xs_desc_set_root(&d, 0x1000);
    set_desc(DATA, &d);
    user.x[A2] = TO_DATA;
    go_with(u_loaded_ld, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, WALK, PTR(3, 0));
    csr_write(CSR_XLSP, 0x1000);
    go_with(u_sgret, 0);
    expect_fault(FAR_RETURN, WALK, 0);
}

CASE(fault_10_misaligned)
{
    go_with(u_ld, PTR(2, STACK_TOP - 4));
    expect_fault(SEGMENT_ACCESS, MISALIGNED, PTR(2, STACK_TOP - 4));
}

CASE(fault_16_selector)
{
    static const uint64_t nothing[] = {0, EMPTY_ENTRY, VST_COUNT, 0x7ffe};
    for (unsigned i = 0; i < 4; i++) {
        go_with(u_sgload, nothing[i]);
        expect_fault(SEGMENT_LOAD, SELECTOR, nothing[i]);
        go_with(u_sgcall, nothing[i]);
        expect_fault(FAR_CALL, SELECTOR, nothing[i]);
    }
}

CASE(fault_17_thread_vst)
{
    csr_write(CSR_XSV, 0);
    go_with(u_sgload, THREAD_VST | TO_DATA);
    expect_fault(SEGMENT_LOAD, THREAD_VST, THREAD_VST | TO_DATA);
}

CASE(fault_18_kind)
{
    go_with(u_sgload, TO_SERVER);
    expect_fault(SEGMENT_LOAD, KIND, TO_SERVER);
    go_with(u_sgload, TO_THREAD);
    expect_fault(SEGMENT_LOAD, KIND, TO_THREAD);
    go_with(u_sgcall, TO_DATA);
    expect_fault(FAR_CALL, KIND, TO_DATA);
}
