/* Claim Q7: no program reaches a segment that it was not given, under any sequence of instructions. Random programs of Xseg
 * instructions, loads, stores and jumps run in U-mode in several code segments at once (calls land in them, too). After each,
 * a segment that no table names must be untouched and unread, as must the tables and everything of S-mode. */
#include "guest.h"

enum {
    WORDS = 48,
    PROGRAMS = 3000,
    STIMECMP = 0x14d,
    TIME = 0xc01,
    SIE = 0x104,
    PATIENCE = 40 /* ticks of 100 instructions: calls of calls of calls can take for ever */
};
static uint64_t seed;

static uint64_t dice(uint64_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 9) % sides;
}

/* Room for the random program, in the pages that every code segment maps. */
USER(arena, ".rept 49\n ecall\n .endr");

/* Registers have habits, most of the time, so that programs get somewhere: a0-a3 selectors, a4 and a5 masks, a6 and a7
 * lengths, s2-s11 pointers, the others results. */
static uint32_t one_of(unsigned first, unsigned count)
{
    return (uint32_t)(dice(16) ? first + dice(count) : dice(32));
}
static uint32_t selector(void)
{
    return one_of(A0, 4);
}
static uint32_t mask(void)
{
    return one_of(A4, 2);
}
static uint32_t length(void)
{
    return one_of(A6, 2);
}
static uint32_t pointer(void)
{
    return one_of(S2, 10);
}
static uint32_t result(void)
{
    return dice(4) ? one_of(28, 4) : pointer();
}

#define R_TYPE(funct7, rs2, rs1, funct3, rd) \
    ((uint32_t)(funct7) << 25 | (rs2) << 20 | (rs1) << 15 | (funct3) << 12 | (rd) << 7 | 0x0b)

static uint32_t xseg_word(void)
{
    uint32_t sg = (uint32_t)(dice(8) ? 3 + dice(12) : dice(16));
    switch (dice(12)) {
    case 0:
    case 1: return R_TYPE(0, 0, selector(), 0, sg);
    case 2:
    case 3: return R_TYPE(sg | dice(4) << 4, length(), pointer(), 1, result());
    case 4: return R_TYPE(sg, 0, pointer(), 2, result());
    case 5: return R_TYPE(dice(4), length(), pointer(), 3, result());
    case 6:
    case 7:
    case 8: return R_TYPE(dice(8), mask(), selector(), 4, 0);
    case 9: return R_TYPE(0, 0, 0, 5, 0);
    case 10: return R_TYPE(1u << dice(7), (uint32_t)dice(32), 0, 6, 0);
    default: return R_TYPE(dice(8), selector(), pointer(), 7, result());
    }
}

static uint32_t any_word(void)
{
    uint32_t imm = (uint32_t)dice(4096);
    switch (dice(12)) {
    case 0:
    case 1: return imm << 20 | pointer() << 15 | 3 << 12 | one_of(28, 4) << 7 | 0x03; /* ld */
    case 2:
    case 3: return (imm >> 5) << 25 | one_of(28, 4) << 20 | pointer() << 15 | 3 << 12 | (imm & 31) << 7 | 0x23; /* sd */
    case 4: return imm << 20 | pointer() << 15 | pointer() << 7 | 0x13; /* addi */
    case 5:
        return dice(20) ? pointer() << 20 | pointer() << 15 | pointer() << 7 | 0x33
                        : (uint32_t)dice((uint64_t)1 << 32); /* add */
    default: return xseg_word();
    }
}

static uint64_t value_for(unsigned reg)
{
    static const uint64_t SELECTORS[] = {
        TO_SERVER, TO_DATA, TO_DATA2, TO_OTHER, TO_ALIAS, TO_CLIENT, THREAD_VST | TO_DATA, XS_VSEL_CALLER, SECRET};
    if (dice(20) == 0)
        return dice(2) ? PTR(dice(16), dice((uint64_t)1 << 40)) : dice((uint64_t)1 << 44) << 20 | dice(1 << 20);
    if (reg >= A0 && reg < A4)
        return SELECTORS[dice(sizeof SELECTORS / sizeof *SELECTORS)];
    if (reg == A4 || reg == A5)
        return dice(3) ? dice(2) << 24 | dice(2) << 10 | 0xff : dice(0x1000) << 12;
    if (reg == A6 || reg == A7)
        return dice(0x1000);
    return PTR(dice(4) ? 1 + dice(14) : dice(16), dice(3) ? dice(0x2000) : dice(LIMIT));
}

static void one_program(void)
{
    uint32_t *words = (uint32_t *)(void *)arena;
    for (unsigned i = 0; i < WORDS; i++)
        words[i] = any_word();
    __asm__ volatile("fence.i");
    for (unsigned i = 1; i < 32; i++)
        user.x[i] = i == SP ? PTR(2, (dice(STACK_TOP / 64 - 8) + 8) * 64) : value_for(i);
    csr_write(STIMECMP, csr_read(TIME) + PATIENCE);
    go(arena);
    for (unsigned n = 0; n < 40 && !(user.cause >> 63); n++) /* past what trapped, to the end or to the timer */
        resume();
}

#define MAGIC 0x5ec2e7c0de5ec2e7

static bool secret_is_safe(void)
{
    const uint64_t *secret = (const uint64_t *)page_of(SECRET, 0);
    for (unsigned i = 0; i < 512; i++)
        if (secret[i] != MAGIC)
            return false;
    for (unsigned i = 1; i < 32; i++)
        if (user.x[i] == MAGIC)
            return false;
    return true;
}

static void make_arena(void)
{
    struct xs_gate g = plain_gate(arena);
    fresh();
    csr_write(SIE, 1 << 5);
    for (unsigned i = 0; i < 512; i++)
        ((uint64_t *)page_of(SECRET, 0))[i] = MAGIC;
    for (unsigned code = CLIENT; code <= OTHER; code++)
        for (unsigned n = 0; n < 8; n++) {
            xs_gate_set_protect(&g, n & 1);
            xs_gate_set_kind(&g, n == 3 ? XS_GATE_CALLBACK : XS_GATE_CALL);
            set_gate(code, n, &g);
        }
}

CASE(claim_Q7_no_sequence_reaches_what_was_not_given)
{
    uint64_t calls = csr_read(0xc05), loads = csr_read(0xc10), windows = csr_read(0xc11);
    seed = 0x9e3779b97f4a7c15;
    make_arena();
    uint64_t hash = tables_hash();
    for (unsigned i = 0; i < PROGRAMS; i++) {
        if (i % 100 == 0)
            make_arena();
        one_program();
        expect(secret_is_safe());
        if (i % 100 == 99)
            expect(tables_hash() == hash);
    }
    note("random programs:", PROGRAMS);
    note("calls in them:", csr_read(0xc05) - calls);
    note("loads in them:", csr_read(0xc10) - loads);
    note("windows in them:", csr_read(0xc11) - windows);
    expect(csr_read(0xc05) - calls > 100 && csr_read(0xc10) - loads > 1000);
}
