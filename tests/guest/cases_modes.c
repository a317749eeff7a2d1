/* Chapters 1, 2 and 9: which instruction exists where; S-mode's view. */
#include "guest.h"

USER(u_loadg, "1: sg.loadg 3, a0, a1\n ecall");
USER(u_ldr, "sg.ldr 3, 0, a0\n ecall");
USER(u_str, "sg.str 3, 0, a0\n ecall");
USER(u_inval, "sg.inval a0, a1, 3\n ecall");
USER(u_csr, "csrr a0, 0x5c0\n ecall");
USER(u_csr_xlw_write, "csrw 0xcc0, a0\n ecall");
USER(u_satp, "csrw satp, zero\n ecall");
USER(u_reserved_load, ".word 0x0010018b\n ecall"); /* sg.load 3, x0 with a bit of rs2 set */
USER(u_reserved_ret, ".word 0x0000508b\n ecall");  /* sg.ret with rd = 1 */

CASE(g01_3_user_mode_lacks_what_is_the_kernels)
{
    static char *const labels[] = {u_loadg,         u_ldr,  u_str,           u_inval,       u_csr,
                                   u_csr_xlw_write, u_satp, u_reserved_load, u_reserved_ret};
    for (unsigned i = 0; i < sizeof labels / sizeof *labels; i++) {
        user.x[A0] = PTR(2, 0x100);
        go(labels[i]);
        expect(user.cause == ILLEGAL);
    }
}

/* Runs one instruction in S-mode; answers its cause, or ~0 when it did not trap. */
#define try(text, ...)                                                        \
    ({                                                                        \
        recovery.cause = ~(uint64_t)0;                                        \
        __asm__ volatile("la t0, 1f\n sd t0, %0\n" text "\n 1:\n sd zero, %0" \
                         : "+m"(recovery.at), "+m"(recovery.cause)            \
                         : __VA_ARGS__                                        \
                         : "t0", "memory");                                   \
        recovery.cause;                                                       \
    })

CASE(g09_3_supervisor_mode_lacks_what_is_the_users)
{
    uint64_t p = PTR(2, 0x100);
    expect(try(XS_ASM_SG_LOAD("3", "%2"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_WIN("x0", "%2", "%2", "3", "3"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_MOV("x0", "%2", "3"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_CALL("%2", "%2", "0"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_RET(), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_CLR("1"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_QRY("x0", "%2", "%2", "0"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_LDR("2", "0", "%2"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_INVAL("x0", "x0", "4"), "r"(p)) == ILLEGAL);
    expect(try(XS_ASM_SG_CHK("x0", "%2", "%2", "1"), "r"(p)) == ~(uint64_t)0);
}

CASE(g09_1_segment_traps_of_supervisor_mode)
{
    expect(try(XS_ASM_SG_LOADG("3", "%2", "%2"), "r"((uint64_t)5)) == XS_CAUSE_SEGMENT_LOAD);
    expect((recovery.xinfo & 0xff) == XS_REASON_SELECTOR && recovery.stval == 5);
    expect(try(XS_ASM_SG_LOADG("3", "%2", "%2"), "r"((uint64_t)THREAD)) == XS_CAUSE_SEGMENT_LOAD);
    expect((recovery.xinfo & 0xff) == XS_REASON_KIND);
}

USER(u_load_and_stop, "sg.load 3, a0\n ecall");

CASE(g09_2_supervisor_mode_reads_through_the_users_registers)
{
    uint64_t got = 0;
    *(uint64_t *)page_of(DATA, 0) = 1234;
    *(uint64_t *)page_of(THREAD, 0) = 5678;
    user.x[A0] = TO_DATA;
    go(u_load_and_stop);
    expect_ecall();
    expect(try("ld t0, (%3)\n sd t0, (%2)", "r"(&got), "r"(PTR(3, 0))) == ~(uint64_t)0 && got == 1234);
    expect(try("ld t0, (%3)\n sd t0, (%2)", "r"(&got), "r"(PTR(2, 0))) == ~(uint64_t)0 && got == 5678);
    expect(try("ld t0, (%2)", "r"(PTR(4, 0))) == XS_CAUSE_SEGMENT_ACCESS); /* no more than the user could */
    expect(try("ld t0, (%2)", "r"(PTR(2, STACK_TOP))) == XS_CAUSE_SEGMENT_ACCESS);
    expect(try("ld t0, (%2)", "r"((uint64_t)8)) == XS_CAUSE_SEGMENT_ACCESS);
    __asm__ volatile("csrc sstatus, %0" ::"r"((uint64_t)1 << 18));
    uint64_t cause = try("ld t0, (%2)", "r"(PTR(3, 0)));
    __asm__ volatile("csrs sstatus, %0" ::"r"((uint64_t)1 << 18));
    expect(cause == XS_CAUSE_SEGMENT_ACCESS && (recovery.xinfo & 0xff) == XS_REASON_REGISTER);
}

CASE(g09_2_supervisor_mode_runs_from_sg15_alone)
{
    recovery.cause = ~(uint64_t)0;
    expect(try("jr %2", "r"(PTR(1, USER_TEXT))) == XS_CAUSE_SEGMENT_ACCESS);
    expect((recovery.xinfo & 0xff) == XS_REASON_REGISTER);
}

CASE(g09_1_a_trap_changes_no_segment_state)
{
    user.x[A0] = TO_DATA;
    go(u_load_and_stop);
    uint64_t v = csr_read(CSR_XSV), w = csr_read(CSR_XSW), s1 = csr_read(CSR_XS1), limit = csr_read(CSR_XS2LIM);
    go(u_loadg); /* illegal */
    expect(user.cause == ILLEGAL);
    expect(v == csr_read(CSR_XSV) && w == csr_read(CSR_XSW) && s1 == csr_read(CSR_XS1) &&
           limit == csr_read(CSR_XS2LIM));
}
