/* A hart on a bench: 4 MiB of RAM, no devices but one that counts, and words of instructions to run. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hart.h"

#define RAM    UINT64_C(0x80000000)
#define CODE   RAM
#define TRAPS  (RAM + 0x1000) /* mtvec and, +0x100, stvec: handlers that stop by WFI */
#define DATA   (RAM + 0x10000)
#define TABLES (RAM + 0x40000)
#define DEVICE UINT64_C(0x10000000)
enum { RAM_SIZE = 4 << 20 };

struct bench {
    struct bus *bus;
    struct hart *hart;
    uint64_t mtime, device_value;
    unsigned device_accesses;
};

int bench_setup(void **state); /* cmocka fixture: *state is a struct bench. M-mode at CODE, FP on, PMP open */
int bench_teardown(void **state);

/* Writes the words at CODE, a WFI after them, and runs until that or a trap's WFI. Answers whether no trap came. */
bool bench_run(struct bench *b, const uint32_t *words, unsigned count);
#define RUN(b, ...) bench_run(b, (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4)
void bench_write(struct bench *b, uint64_t pa, const uint32_t *words, unsigned count);
void bench_put(struct bench *b, uint64_t pa, uint64_t value);
uint64_t bench_get(struct bench *b, uint64_t pa);
uint64_t bench_csr(struct bench *b, unsigned csr);
void bench_set_csr(struct bench *b, unsigned csr, uint64_t value);
/* Goes on in another mode at `pc`. */
void bench_enter(struct bench *b, enum privilege priv, uint64_t pc);

/* Instruction words. */
enum { ZERO = 0, RA = 1, SP = 2, T0 = 5, T1 = 6, T2 = 7, A0 = 10, A1 = 11, A2 = 12 };
static inline uint32_t i_type(uint32_t match, unsigned rd, unsigned rs1, int imm)
{
    return match | rd << 7 | rs1 << 15 | (uint32_t)imm << 20;
}
static inline uint32_t r_type(uint32_t match, unsigned rd, unsigned rs1, unsigned rs2)
{
    return match | rd << 7 | rs1 << 15 | rs2 << 20;
}
static inline uint32_t s_type(uint32_t match, unsigned rs2, unsigned rs1, int imm)
{
    return match | rs1 << 15 | rs2 << 20 | ((uint32_t)imm & 31) << 7 | ((uint32_t)imm >> 5 & 127) << 25;
}
#define NOP                UINT32_C(0x13)
#define WFI                UINT32_C(0x10500073)
#define WRS_NTO            UINT32_C(0x00d00073)
#define WRS_STO            UINT32_C(0x01d00073)
#define ECALL              UINT32_C(0x73)
#define EBREAK             UINT32_C(0x100073)
#define MRET               UINT32_C(0x30200073)
#define SFENCE             UINT32_C(0x12000073)
#define FENCE_I            UINT32_C(0x100f)
#define SELF               UINT32_C(0x6f) /* j . */
#define ADDI(rd, a, imm)   i_type(0x13, rd, a, imm)
#define LD(rd, a, imm)     i_type(0x3003, rd, a, imm)
#define LW(rd, a, imm)     i_type(0x2003, rd, a, imm)
#define SD(b, a, imm)      s_type(0x3023, b, a, imm)
#define SB(b, a, imm)      s_type(0x23, b, a, imm)
#define LR_D(rd, a)        r_type(0x1000302f, rd, a, 0)
#define SC_D(rd, b, a)     r_type(0x1800302f, rd, a, b)
#define AMOADD_D(rd, b, a) r_type(0x302f, rd, a, b)
#define CSRR(rd, csr)      i_type(0x2073, rd, 0, csr)
#define CSRW(csr, a)       i_type(0x1073, 0, a, csr)
#define CBO_ZERO(a)        i_type(0x200f, 0, a, 4)

enum {
    MSTATUS = 0x300,
    MEDELEG = 0x302,
    MTVEC = 0x305,
    MEPC = 0x341,
    MCAUSE = 0x342,
    MTVAL = 0x343,
    STVEC = 0x105,
    SEPC = 0x141,
    SCAUSE = 0x142,
    STVAL = 0x143,
    SATP = 0x180,
    FCSR = 3,
    MIE = 0x304,
    MIP = 0x344,
    PMPCFG0 = 0x3a0,
    PMPADDR0 = 0x3b0
};
