/* Chapter 11: the rules, attacked from U-mode. */
#include "guest.h"

USER(u_probe, "ld a1, (a0)\n ecall");
USER(u_store, "sd a1, (a0)\n ecall");
USER(u_jump_to, "jr a0\n ecall");
USER(u_load3, "sg.load 3, a2\n ecall");
USER(u_call_server, "sg.call a0, a1, 0\n ecall");
USER(u_stop, "ecall\n sg.ret");

USER(u_biased, "ld a1, 16(a0)\n ecall");

CASE(rule_01_the_final_address_chooses_the_register)
{
    *(uint64_t *)page_of(DATA, 0) = 11;
    user.x[A2] = TO_DATA;
    go(u_load3);
    go_with(u_biased, PTR(3, 0) - 16); /* base in nibble 2, final address in nibble 3 */
    expect_ecall();
    expect(user.x[A1] == 11);
    go_with(u_biased, PTR(3, LIMIT) - 16);
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(3, LIMIT));
}

CASE(rule_02_data_is_never_run)
{
    *(uint32_t *)page_of(DATA, 0) = 0x73; /* ecall */
    user.x[A2] = TO_DATA;
    go(u_load3);
    go_with(u_jump_to, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(3, 0));
    go_with(u_jump_to, PTR(15, 0x80000000));
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(15, 0x80000000));
}

CASE(rule_03_code_is_never_written)
{
    set_pte(CLIENT, PRIVATE, get_pte(CLIENT, PRIVATE) | 8); /* writable and executable: no page at all */
    go_with(u_store, PTR(1, PRIVATE));
    expect_fault(SEGMENT_ACCESS, TABLE, PTR(1, PRIVATE));
    go_with(u_jump_to, PTR(1, PRIVATE));
    expect_fault(SEGMENT_ACCESS, TABLE, PTR(1, PRIVATE));
}

CASE(rule_04_revocation_reaches_the_tlb_and_the_code_that_runs)
{
    user.x[A2] = TO_DATA;
    go(u_load3);
    go_with(u_probe, PTR(3, 0));
    expect_ecall();
    revoke(DATA);
    go_with(u_probe, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, STALE, PTR(3, 0));
    revoke(CLIENT); /* its own translated code, too */
    go_with(u_probe, PTR(3, 0));
    expect(user.cause == XS_CAUSE_SEGMENT_ACCESS && (user.xinfo & 0x3ff) == XS_REASON_STALE && user.xinfo >> 12 == 1);
}

USER(u_warm_window,
     "sg.load 3, a2\n li t0, 0x3000000000000100\n ld t1, 0(t0)\n ld t1, 8(t0)\n sd t1, 0(t0)\n li t1, 8\n"
     "sg.win a3, t0, t1, 4, 1\n ld a4, (a3)\n ecall\n ld a4, 8(a3)\n ecall");

CASE(rule_05_tlb_hit_honours_window)
{
    user.x[A2] = TO_DATA;
    go(u_warm_window);
    expect_ecall();
    resume();
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(4, 0x108));
    go_with(u_store, PTR(4, 0x100));
    expect_fault(SEGMENT_ACCESS, PERMISSION, PTR(4, 0x100));
    go_with(u_probe, PTR(4, 0xf9));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(4, 0xf9));
}

USER(u_warm_stack, "sd a1, -8(sp)\n ld t1, -8(sp)\n addi sp, sp, -64\n sg.call a0, zero, 0\n ld a3, 56(sp)\n ecall");
USER(u_peek_up, "ld a3, -8(sp)\n ld a4, 56(sp)\n ecall");

CASE(rule_05_tlb_hit_honours_moving_stack_limit)
{
    serve(SERVER, u_peek_up);
    user.x[A1] = 0x5ec2e7;
    go_with(u_warm_stack, TO_SERVER);
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(2, STACK_TOP - 8));
    expect(user.x[A4] != 0x5ec2e7);
}

CASE(rule_06_only_exported_gates_are_entered)
{
    struct xs_gate g = plain_gate(u_stop);
    for (unsigned kind = XS_GATE_INTERRUPT; kind <= XS_GATE_CLEANUP; kind++) {
        xs_gate_set_kind(&g, kind);
        set_gate(SERVER, 0, &g);
        go_with(u_call_server, TO_SERVER);
        expect_fault(FAR_CALL, GATE, TO_SERVER);
    }
}

USER(u_thread_load, "li t0, 0x8002\n sg.load 3, t0\n ecall\n sg.ret");

CASE(rule_07_thread_table_is_not_ambient)
{
    go(u_thread_load);
    expect_ecall();
    serve(SERVER, u_thread_load);
    user.x[A1] = 0;
    go_with(u_call_server, TO_SERVER);
    expect_fault(SEGMENT_LOAD, THREAD_VST, 0x8002);
    csr_write(CSR_XLSP, linkage_pa(0));
    csr_write(CSR_XS1, CLIENT | (uint64_t)GENERATION << 32);
    csr_write(CSR_XSV, XS_MASK_T);
    user.x[A1] = PASS_T;
    go_with(u_call_server, TO_SERVER);
    expect_ecall();
}

USER(u_ask, "sg.qry a1, a0, a2, 2\n sg.qry a3, a0, a2, 3\n sg.qry a4, a0, a2, 4\n sg.qry a5, a0, a2, 5\n ecall");

CASE(rule_08_latent_registers_tell_nothing)
{
    user.x[A2] = TO_DATA;
    go(u_load3);
    serve(SERVER, u_ask);
    user.x[A1] = 0;
    go_with(u_call_server, TO_SERVER);
    user.x[A2] = TO_DATA;
    go_with(u_ask, PTR(3, 0));
    expect(user.x[A1] == 0 && user.x[A3] == 0 && user.x[A4] == 0 && user.x[A5] == 0);
}

USER(u_chk_a0, "li t0, 8\n sg.chk a1, a0, t0, 1\n ecall");

CASE(rule_09_confused_deputy)
{
    user.x[A2] = TO_DATA;
    go(u_load3);
    serve(SERVER, u_stop);
    user.x[A1] = GRANT(3);
    go_with(u_call_server, TO_SERVER);
    static const uint64_t bad[] = {
        PTR(1, PRIVATE),          PTR(2, 0x100), PTR(4, 0), PTR(15, 0x80000000), 0, PTR(3, LIMIT - 4),
        PTR(3, ~(uint64_t)0 >> 4)};
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        go_with(u_chk_a0, bad[i]);
        expect(user.x[A1] == 0);
    }
    go_with(u_chk_a0, PTR(3, LIMIT - 8));
    expect(user.x[A1] == 1);
    user.x[A2] = TO_DATA2;
    go(u_load3); /* the service's own load is no grant */
    go_with(u_chk_a0, PTR(3, 0));
    expect(user.x[A1] == 0);
}

CASE(rule_10_an_alias_is_withdrawn_alone)
{
    *(uint64_t *)page_of(DATA, 0) = 3;
    user.x[A2] = TO_ALIAS;
    go(u_load3);
    go_with(u_probe, PTR(3, 0));
    expect_ecall();
    expect(user.x[A1] == 3);
    revoke(ALIAS);
    go_with(u_probe, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, STALE, PTR(3, 0));
    user.x[A2] = TO_DATA;
    go(u_load3);
    go_with(u_probe, PTR(3, 0));
    expect_ecall();
}

USER(u_own_stack, "addi a0, sp, -128\n li t0, 64\n sg.win a0, a0, t0, 5, 3\n li t0, 5\n li a1, 1 << 14\n li a0, 1\n "
                  "sg.call a0, a1, 0\n ecall");

CASE(rule_11_the_callees_stack_is_not_the_clients_to_grant)
{
    go(u_own_stack);
    expect_fault(FAR_CALL, GRANT_STACK, TO_SERVER);
}

CASE(rule_12_no_entry_is_needed_and_none_helps_for_callbacks)
{
    serve(SERVER, u_stop);
    user.x[A1] = 0;
    go_with(u_call_server, TO_SERVER);
    expect_ecall();
    go_with(u_call_server, XS_VSEL_CALLER); /* the client's gate 0 is not a callback */
    expect_fault(FAR_CALL, GATE, XS_VSEL_CALLER);
}

CASE(rule_13_a_context_switch_keeps_latent_registers)
{
    struct xs_reg saved = {0}, none = {0};
    *(uint64_t *)page_of(DATA, 0) = 21;
    user.x[A2] = TO_DATA;
    go(u_load3);
    serve(SERVER, u_stop);
    user.x[A1] = 0;
    go_with(u_call_server, TO_SERVER);
    expect_ecall(); /* sg3 is latent now */
    uint64_t v = csr_read(CSR_XSV), w = csr_read(CSR_XSW), at = csr_read(CSR_XLSP);
    __asm__ volatile(XS_ASM_SG_STR("3", "0", "%0")::"r"(&saved) : "memory");
    __asm__ volatile(XS_ASM_SG_LDR("3", "0", "%0")::"r"(&none), "m"(none)); /* another thread runs */
    csr_write(CSR_XSV, XS_MASK_T);
    csr_write(CSR_XLSP, linkage_pa(8));
    csr_write(CSR_XSV, v);
    csr_write(CSR_XSW, w);
    csr_write(CSR_XLSP, at);
    __asm__ volatile(XS_ASM_SG_LDR("3", "0", "%0")::"r"(&saved), "m"(saved));
    resume();
    expect_ecall();
    go_with(u_probe, PTR(3, 0));
    expect_ecall();
    expect(user.x[A1] == 21);
}

CASE(rule_14_invalidation_drops_what_was_changed)
{
    struct xs_vste none = {0}, was = get_entry(CLIENT, TO_DATA);
    user.x[A2] = TO_DATA;
    go(u_load3);
    expect_ecall();
    set_entry(CLIENT, TO_DATA, &none);
    go(u_load3);
    expect_fault(SEGMENT_LOAD, SELECTOR, TO_DATA);
    set_entry(CLIENT, TO_DATA, &was);
    go(u_load3);
    expect_ecall();
    set_pte(DATA, 0, 0);
    go_with(u_probe, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, PAGE_ABSENT, PTR(3, 0));
}
