/* The parts of hw.h that are more than an instruction or two. */
#include "hw.h"

#include "abi/platform.h"

extern uint64_t timer_csr; /* start.S: stimecmp is there */
extern char start_hart[], trap_entry_shared[];

/* perm is an immediate of the instruction. */
#define CHECK(perm) __asm__ volatile(XS_ASM_SG_CHK("%0", "%1", "%2", perm) : "=r"(ok) : "r"(ptr), "r"(len) : "memory")
bool hw_check(uint64_t ptr, uint64_t len, unsigned perm)
{
    uint64_t ok;
    switch (perm) {
    case XS_PERM_R: CHECK("1"); break;
    case XS_PERM_W: CHECK("2"); break;
    default: CHECK("3"); break;
    }
    return ok;
}

#define CASE(n) \
    case n: __asm__ volatile(XS_ASM_SG_STR(#n, "0", "%0")::"r"(image) : "memory"); break;
void hw_register(unsigned n, struct xs_reg *image)
{
    *image = (struct xs_reg){0};
    switch (n) {
        CASE(3)
        CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14) default : break;
    }
}

static int64_t sbi(uint64_t extension, uint64_t function, uint64_t x0, uint64_t x1, uint64_t x2)
{
    register uint64_t a0 __asm__("a0") = x0;
    register uint64_t a1 __asm__("a1") = x1;
    register uint64_t a2 __asm__("a2") = x2;
    register uint64_t a6 __asm__("a6") = function;
    register uint64_t a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return (int64_t)a0;
}

void hw_send_ipi(uint64_t hart)
{
    enum { SBI_IPI = 0x735049 };
    sbi(SBI_IPI, 0, 1, hart, 0);
}

bool hw_start_hart(uint64_t id, struct hart *hart)
{
    enum { SBI_HSM = 0x48534d };
    return sbi(SBI_HSM, 0, id, hw_pa(start_hart), hw_pa(hart)) == 0;
}

void hw_share_traps(void)
{
    HW_CSR_WRITE(stvec, trap_entry_shared);
}

void hw_set_timer(uint64_t when)
{
    enum { SBI_TIME = 0x54494d45 };
    if (timer_csr)
        __asm__ volatile("csrw 0x14d, %0" ::"r"(when));
    else
        sbi(SBI_TIME, 0, when, 0, 0);
}

void hw_putc(char c)
{
    enum { SBI_PUTCHAR = 1 }; /* puts a carriage return before each newline itself */
    sbi(SBI_PUTCHAR, 0, (unsigned char)c, 0, 0);
}

_Noreturn void hw_power_off(unsigned code)
{
    hw_write32(PLAT_TEST_BASE, code ? code << 16 | 0x3333 : 0x5555);
    for (;;)
        __asm__ volatile("wfi");
}
