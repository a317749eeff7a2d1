/* The design's claims at machine level (docs: claims D1-D8), each counted by the machine's own counters. */
#include "guest.h"

USER(c_stop, "ecall\n sg.ret");
USER(c_load3, "sg.load 3, a2\n ecall");
USER(c_read, "ld a1, (a0)\n ecall");
USER(c_write, "sd a1, (a0)\n ecall");
USER(c_jump, "jr a0\n ecall");

CASE(claim_D1_hardware_tells_thread_code_and_data_apart)
{
    user.x[A2] = TO_DATA;
    go(c_load3);
    go_with(c_jump, PTR(2, 0x100)); /* the stack is not code */
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(2, 0x100));
    go_with(c_jump, PTR(3, 0)); /* nor is data */
    expect_fault(SEGMENT_ACCESS, REGISTER, PTR(3, 0));
    go_with(c_write, PTR(1, USER_TEXT)); /* code is not written */
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
    go_with(c_read, PTR(3, 0));
    expect(user.x[A1] == 100);
    user.x[A2] = TO_DATA2;
    go(c_load3);
    go_with(c_read, PTR(3, 0));
    expect(user.x[A1] == 200);
    inval(0, 0, 3);
    go(c_load3);
    go_with(c_pte_reads, PTR(3, 0x8));
    expect(user.x[A7] == 3); /* the walk starts at the root at once */
}

CASE(claim_D3_a_tlb_hit_reads_no_table)
{
    user.x[A2] = TO_DATA;
    go(c_load3);
    go_with(c_read, PTR(3, 0));
    inval(CLIENT, TO_DATA, 1); /* as far from warm as the tables can be, but for the TLB */
    go_with(c_table_reads, PTR(3, 8));
    expect_ecall();
    expect(user.x[A7] == 0);
    go_with(c_pte_reads, PTR(3, 16));
    expect(user.x[A7] == 0);
}

USER(c_loadg, "sg.loadg 3, a0, a1\n ecall");

CASE(claim_D4_only_the_kernel_loads_from_the_global_table)
{
    user.x[A1] = 3;
    go_with(c_loadg, DATA);
    expect(user.cause == ILLEGAL);
    user.x[A2] = DATA; /* a global selector means nothing to a user */
    go(c_load3);
    expect_fault(SEGMENT_LOAD, SELECTOR, DATA);
    __asm__ volatile(XS_ASM_SG_LOADG("3", "%0", "%1")::"r"((uint64_t)DATA), "r"((uint64_t)3));
    go_with(c_read, PTR(3, 0));
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
    go_with(c_read, PTR(3, 0));
    expect(user.x[A1] == 1);
    user.x[A2] = THREAD_VST | TO_DATA;
    go(c_load3);
    go_with(c_read, PTR(3, 0));
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
    go_with(c_read, PTR(3, 0));
    expect_ecall();
    serve(SERVER, c_stop);
    go_call(0);
    user.x[A2] = 12;
    go_with(c_other, PTR(4, 0)); /* another program, another number, another register */
    expect_ecall();
    go_with(c_other, PTR(4, 0)); /* (its code and counters' reads are warm now) */
    expect(user.x[A7] == 0);
    fresh();
    serve(SERVER, c_stop);
    go_call(0);
    user.x[A2] = TO_DATA;
    go_with(c_other, PTR(4, 0));
    expect(user.x[A7] == 1); /* nobody had been there */
}

CASE(claim_D8_a_grant_lasts_for_the_call)
{
    *(uint64_t *)page_of(DATA, 0) = 6;
    user.x[A2] = TO_DATA;
    go(c_load3);
    serve(SERVER, c_stop);
    go_call(GRANT(3));
    uint64_t pc = user.pc;
    go_with(c_read, PTR(3, 0));
    expect(user.x[A1] == 6); /* during the call */
    user.pc = pc;
    resume();
    expect_ecall(); /* returned */
    go_call(0);     /* the next call grants nothing */
    go_with(c_read, PTR(3, 0));
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(3, 0));
}

CASE(claim_D8_reloading_ends_the_callees_use)
{
    user.x[A2] = TO_DATA;
    go(c_load3);
    serve(SERVER, c_stop);
    go_call(GRANT(3));
    user.x[A2] = TO_DATA2;
    go(c_load3); /* the callee reloads it */
    user.x[A1] = 9;
    go_with(c_write, PTR(3, 0));
    expect_ecall();
    expect(*(uint64_t *)page_of(DATA, 0) == 0 && *(uint64_t *)page_of(DATA2, 0) == 9);
}
