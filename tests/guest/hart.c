/* The hart's Xseg state, and running U-mode. */
#include "guest.h"

struct user user;
__typeof__(recovery) recovery;
extern char user_text[];

void fresh_hart(void)
{
    struct xs_reg none = {0};
    csr_write(0x104, 0); /* sie */
#define EMPTY(n) __asm__ volatile(XS_ASM_SG_LDR(#n, "0", "%0")::"r"(&none), "m"(none))
    EMPTY(3);
    EMPTY(4);
    EMPTY(5);
    EMPTY(6);
    EMPTY(7);
    EMPTY(8);
    EMPTY(9);
    EMPTY(10);
    EMPTY(11);
    EMPTY(12);
    EMPTY(13);
    EMPTY(14);
    csr_write(CSR_XSV, XS_MASK_T);
    csr_write(CSR_XSW, 0);
    csr_write(CSR_XSG, 0);
    csr_write(CSR_XLSP, linkage_pa(0));
    csr_write(CSR_XLSLIM, linkage_pa(FRAMES));
    csr_write(CSR_XSLW, STACK_TOP);
    csr_write(CSR_XDL, XS_NO_DEADLINE);
    csr_write(CSR_XFPE, 0);
    csr_write(CSR_XS1, CLIENT | (uint64_t)GENERATION << 32);
    csr_write(CSR_XS2, THREAD | (uint64_t)GENERATION << 32);
    csr_write(CSR_XS2BASE, 0);
    csr_write(CSR_XS2LIM, STACK_TOP);
    csr_write(CSR_XTID, 42);
    csr_write(CSR_XSERIAL, 0);
    user = (struct user){0};
    user.x[SP] = PTR(2, STACK_TOP);
}

void go(const char *label)
{
    user.pc = PTR(1, (uint64_t)(label - user_text) + USER_TEXT);
    enter_user(&user);
}

void go_with(const char *label, uint64_t a0)
{
    user.x[A0] = a0;
    go(label);
}

USER(u_go_call, "sg.call a0, a1, 0\n ecall");

void go_call(uint64_t mask)
{
    user.x[A1] = mask;
    go_with(u_go_call, TO_SERVER);
}

void resume(void)
{
    user.pc += 4;
    enter_user(&user);
}
