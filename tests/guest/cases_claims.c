/* The design's claims at machine level (docs: claims D1-D8, O1-O3, O5, O6), each counted by the machine's own counters. */
#include "guest.h"

USER(c_call, "sg.call a0, a1, 0\n ecall");
USER(c_stop, "ecall\n sg.ret");
USER(c_load3, "sg.load 3, a2\n ecall");
USER(c_read, "ld a1, (a0)\n ecall");
USER(c_write, "sd a1, (a0)\n ecall");
USER(c_jump, "jr a0\n ecall");

static void with(const char *label, uint64_t a0)
{
    user.x[A0] = a0;
    go(label);
}

static void serve(unsigned selector, const char *label)
{
    struct xs_gate g = plain_gate(label);
    set_gate(selector, 0, &g);
}

/* Far call into SERVER's gate 0 with that mask, from CLIENT. */
static void call(uint64_t mask)
{
    user.x[A1] = mask;
    with(c_call, TO_SERVER);
}

CASE(claim_D1_hardware_tells_thread_code_and_data_apart)
{
    user.x[A2] = TO_DATA;
    go(c_load3);
    with(c_jump, PTR(2, 0x100)); /* the stack is not code */
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(2, 0x100));
    with(c_jump, PTR(3, 0)); /* nor is data */
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(3, 0));
    with(c_write, PTR(1, USER_TEXT)); /* code is not written */
    expect_fault(SEGMENT_ACCESS, PAGE_PERMISSION, PTR(1, USER_TEXT));
    user.x[A2] = TO_THREAD; /* no table leads to a thread segment */
    go(c_load3);
    expect_fault(SEGMENT_LOAD, KIND, TO_THREAD);
    user.x[A2] = TO_SERVER; /* nor is code loaded as data */
    go(c_load3);
    expect_fault(SEGMENT_LOAD, KIND, TO_SERVER);
}

/* Counter `n` (hpmcounter) before and after a load of a1 from a0. */
#define COUNTED(label, n, body) \
    USER(label, "csrr t3, 0xc" n "\n csrr t3, 0xc" n "\n" body "\n csrr t4, 0xc" n "\n sub a7, t4, t3\n ecall")
COUNTED(c_table_reads, "07", "ld a1, (a0)");
COUNTED(c_pte_reads, "08", "ld a1, (a0)");
COUNTED(c_misses, "0e", "ld a1, (a0)");

CASE(claim_D2_each_descriptor_leads_to_a_tree_of_its_own)
{
    *(uint64_t *)page_of(DATA, 0) = 100; /* offset 0 of two segments: two pages, nothing added */
    *(uint64_t *)page_of(DATA2, 0) = 200;
    user.x[A2] = TO_DATA;
    go(c_load3);
    with(c_read, PTR(3, 0));
    expect(user.x[A1] == 100);
    user.x[A2] = TO_DATA2;
    go(c_load3);
    with(c_read, PTR(3, 0));
    expect(user.x[A1] == 200);
    inval(0, 0, 3);
    go(c_load3);
    with(c_pte_reads, PTR(3, 0x8));
    expect(user.x[A7] == 3); /* the walk starts at the root at once */
}

CASE(claim_D3_a_tlb_hit_reads_no_table)
{
    user.x[A2] = TO_DATA;
    go(c_load3);
    with(c_read, PTR(3, 0));
    inval(CLIENT, TO_DATA, 1); /* as far from warm as the tables can be, but for the TLB */
    with(c_table_reads, PTR(3, 8));
    expect_ecall();
    expect(user.x[A7] == 0);
    with(c_pte_reads, PTR(3, 16));
    expect(user.x[A7] == 0);
}

USER(c_loadg, "sg.loadg 3, a0, a1\n ecall");

CASE(claim_D4_only_the_kernel_loads_from_the_global_table)
{
    user.x[A1] = 3;
    with(c_loadg, DATA);
    expect(user.cause == ILLEGAL);
    user.x[A2] = DATA; /* a global selector means nothing to a user */
    go(c_load3);
    expect_fault(SEGMENT_LOAD, SELECTOR, DATA);
    __asm__ volatile(XS_ASM_SG_LOADG("3", "%0", "%1")::"r"((uint64_t)DATA), "r"((uint64_t)3));
    with(c_read, PTR(3, 0));
    expect_ecall();
}

CASE(claim_D5_what_no_table_names_cannot_be_named)
{
    for (uint64_t vsel = 0; vsel < 0x10000; vsel += vsel < 64 || vsel > 0x7ff0 ? 1 : 61) {
        if ((vsel & 0x7fff) == TO_DATA || (vsel & 0x7fff) == TO_DATA2 || (vsel & 0x7fff) == TO_ALIAS)
            continue;
        user.x[A2] = vsel;
        go(c_load3);
        expect(user.cause == XS_CAUSE_SEGMENT_LOAD);
    }
    expect(csr_read(CSR_XSVALID) == 0);
}

CASE(claim_D6_the_high_bit_picks_the_table)
{
    struct xs_vste e = get_entry(THREAD, TO_DATA);
    xs_vste_set_selector(&e, DATA2);
    set_entry(THREAD, TO_DATA, &e);
    *(uint64_t *)page_of(DATA, 0) = 1;
    *(uint64_t *)page_of(DATA2, 0) = 2;
    user.x[A2] = TO_DATA;
    go(c_load3);
    with(c_read, PTR(3, 0));
    expect(user.x[A1] == 1);
    user.x[A2] = THREAD_VST | TO_DATA;
    go(c_load3);
    with(c_read, PTR(3, 0));
    expect(user.x[A1] == 2);
}

USER(c_other,
     "sg.load 4, a2\n csrr t3, 0xc0e\n csrr t3, 0xc0e\n ld a1, (a0)\n csrr t4, 0xc0e\n sub a7, t4, t3\n ecall");

CASE(claim_D7_programs_share_tlb_entries)
{
    struct xs_vste e = get_entry(SERVER, TO_DATA);
    set_entry(SERVER, 12, &e); /* SERVER knows the segment under another number */
    user.x[A2] = TO_DATA;
    go(c_load3);
    with(c_read, PTR(3, 0));
    expect_ecall();
    serve(SERVER, c_stop);
    call(0);
    user.x[A2] = 12;
    with(c_other, PTR(4, 0)); /* another program, another number, another register */
    expect_ecall();
    with(c_other, PTR(4, 0)); /* (its code and counters' reads are warm now) */
    expect(user.x[A7] == 0);
    fresh();
    serve(SERVER, c_stop);
    call(0);
    user.x[A2] = TO_DATA;
    with(c_other, PTR(4, 0));
    expect(user.x[A7] == 1); /* nobody had been there */
}

CASE(claim_D8_a_grant_lasts_for_the_call)
{
    *(uint64_t *)page_of(DATA, 0) = 6;
    user.x[A2] = TO_DATA;
    go(c_load3);
    serve(SERVER, c_stop);
    call(GRANT(3));
    uint64_t pc = user.pc;
    with(c_read, PTR(3, 0));
    expect(user.x[A1] == 6); /* during the call */
    user.pc = pc;
    resume();
    expect_ecall(); /* returned */
    call(0);        /* the next call grants nothing */
    with(c_read, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(3, 0));
}

CASE(claim_D8_reloading_ends_the_callees_use)
{
    user.x[A2] = TO_DATA;
    go(c_load3);
    serve(SERVER, c_stop);
    call(GRANT(3));
    user.x[A2] = TO_DATA2;
    go(c_load3); /* the callee reloads it */
    user.x[A1] = 9;
    with(c_write, PTR(3, 0));
    expect_ecall();
    expect(*(uint64_t *)page_of(DATA, 0) == 0 && *(uint64_t *)page_of(DATA2, 0) == 9);
}

USER(c_secret, "addi sp, sp, -128\n sd a3, 64(sp)\n sd a3, 0(sp)\n sg.call a0, zero, 0\n ld a4, 64(sp)\n ecall");

CASE(claim_O1_the_callee_does_not_reach_the_callers_frames)
{
    serve(SERVER, c_stop);
    user.x[A3] = 0x5ec2e7;
    with(c_secret, TO_SERVER);
    expect_ecall();
    uint64_t pc = user.pc, sp = user.x[SP];
    for (uint64_t at = sp; at < PTR(2, STACK_TOP); at += 8) {
        with(c_read, at);
        expect_fault(SEGMENT_ACCESS, BOUNDS, at);
        with(c_write, at);
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
    with(c_look, TO_SERVER);
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
    call(0);
    for (unsigned i = 1; i < 32; i++)
        expect(user.x[i] == (i == SP ? PTR(2, STACK_TOP) : 0)); /* nothing was passed */
    fresh();
    g = plain_gate(c_ruin);
    set_gate(SERVER, 0, &g);
    for (unsigned i = 1; i < 32; i++)
        user.x[i] = i == SP ? PTR(2, STACK_TOP) : 0x5ec000 + i;
    call(PROTECT | 1 << 8);
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
    call(0);
    expect_ecall();
    expect(user.pc == PTR(1, xs_gate_entry(&g)));
    fresh();
    with(c_jump, PTR(1, LIMIT + USER_TEXT)); /* a jump stays in its own segment */
    expect(user.cause == XS_CAUSE_SEGMENT_ACCESS);
    struct xs_vste e = get_entry(CLIENT, TO_SERVER);
    xs_vste_set_gate_mask(&e, 0);
    set_entry(CLIENT, TO_SERVER, &e);
    call(0);
    expect_fault(FAR_CALL, GATE_MASK, TO_SERVER);
}

USER(c_chk, "li t0, 8\n sg.chk a1, a0, t0, 1\n ecall");

CASE(claim_O5_one_instruction_stops_the_confused_deputy)
{
    serve(SERVER, c_stop);
    user.x[A2] = TO_DATA;
    go(c_load3);
    call(GRANT(3));
    with(c_chk, PTR(3, 0));
    expect(user.x[A1] == 1);
    with(c_chk, PTR(1, PRIVATE)); /* the service's own memory, named by the client */
    expect(user.x[A1] == 0);
    user.x[A2] = TO_DATA2; /* what the service loads is another client's, say */
    go(c_load3);
    with(c_chk, PTR(3, 0));
    expect(user.x[A1] == 0);
}

USER(c_grant_one, "sg.load 3, a2\n li t0, 0x3000000000000100\n li t1, 64\n sg.win a3, t0, t1, 11, 1\n li a1, 1 << 20\n "
                  "sg.call a0, a1, 0\n ecall");

CASE(claim_O6_one_buffer_read_only_for_one_call)
{
    serve(SERVER, c_stop);
    user.x[A2] = TO_DATA;
    with(c_grant_one, TO_SERVER);
    expect_ecall();
    with(c_read, PTR(11, 0x138));
    expect_ecall();
    with(c_read, PTR(11, 0xf8));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(11, 0xf8));
    with(c_read, PTR(11, 0x140));
    expect_fault(SEGMENT_ACCESS, BOUNDS, PTR(11, 0x140));
    with(c_write, PTR(11, 0x100));
    expect_fault(SEGMENT_ACCESS, PERMISSION, PTR(11, 0x100));
    with(c_read, PTR(3, 0x100)); /* the whole segment stays the client's */
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(3, 0x100));
}
