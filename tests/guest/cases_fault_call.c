/* Chapter 10, continued: why calls and returns are refused. */
#include "guest.h"

extern char u_sgload[]; /* cases_fault.c */
extern char u_sgwin[];  /* cases_fault.c */
extern char u_sgcall[]; /* cases_fault.c */
USER(u_sgcall9, "sg.call a0, a1, 9\n ecall");
extern char u_sgret[];     /* cases_fault.c */
extern char u_loaded_ld[]; /* cases_fault.c */

CASE(fault_19_gate_mask)
{
    struct xs_vste e = get_entry(CLIENT, TO_SERVER);
    xs_vste_set_gate_mask(&e, 2);
    set_entry(CLIENT, TO_SERVER, &e);
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, GATE_MASK, TO_SERVER);
}

CASE(fault_20_gate)
{
    struct xs_gate none = {0};
    set_gate(SERVER, 9, &none);
    go_with(u_sgcall9, TO_SERVER);
    expect_fault(FAR_CALL, GATE, TO_SERVER);
}

CASE(fault_21_grant)
{
    user.x[A1] = GRANT(7);
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, GRANT, TO_SERVER);
}

CASE(fault_22_stack_pointer)
{
    user.x[SP] = PTR(2, STACK_TOP + 16);
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, STACK_POINTER, TO_SERVER);
}

CASE(fault_23_stack)
{
    user.x[SP] = PTR(2, 0x80);
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, STACK, TO_SERVER);
}

CASE(fault_24_frames)
{
    csr_write(CSR_XLSLIM, linkage_pa(1));
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, FRAMES, TO_SERVER);
}

CASE(fault_25_grant_stack)
{
    user.x[A2] = 64;
    go_with(u_sgwin, PTR(2, 0x100));
    expect_ecall();
    user.x[A1] = GRANT(4);
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, GRANT_STACK, TO_SERVER);
}

CASE(fault_26_reentered)
{
    struct xs_gate g = plain_gate(u_sgcall);
    xs_gate_set_nonreentrant(&g, 1);
    set_gate(SERVER, 0, &g);
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, REENTERED, TO_SERVER);
}

CASE(fault_27_caller)
{
    go_with(u_sgcall, XS_VSEL_CALLER);
    expect_fault(FAR_CALL, CALLER, XS_VSEL_CALLER);
}

CASE(fault_28_bottom)
{
    go_with(u_sgret, 0);
    expect_fault(FAR_RETURN, BOTTOM, 0);
}

USER(u_pause_return, "ecall\n sg.ret");

CASE(fault_29_return_stale)
{
    struct xs_gate g = plain_gate(u_pause_return);
    set_gate(SERVER, 0, &g);
    go_with(u_sgcall, TO_SERVER);
    expect_ecall();
    revoke(CLIENT);
    resume();
    expect_fault(FAR_RETURN, RETURN_STALE, 0);
    expect(csr_read(CSR_XLSP) == linkage_pa(1));
}

CASE(fault_30_operand)
{
    user.x[A1] = 1 << 11;
    go_with(u_sgcall, TO_SERVER);
    expect_fault(FAR_CALL, OPERAND, TO_SERVER);
    go_with(u_sgload, 0x10000 | TO_DATA);
    expect_fault(SEGMENT_LOAD, OPERAND, 0x10000 | TO_DATA);
}

CASE(fault_31_table)
{
    set_pte(DATA, 0, get_pte(DATA, 0) | 8); /* W and X */
    user.x[A2] = TO_DATA;
    go_with(u_loaded_ld, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, TABLE, PTR(3, 0));
}
