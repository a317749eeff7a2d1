#include "abi/csrs.h"
#include "core/decode.h"
#include "fuzz.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, AD = 0xc0 };
enum {
    MSTATUS = 0x300,
    MEDELEG = 0x302,
    MTVEC = 0x305,
    MCOUNTEREN = 0x306,
    MSCRATCH = 0x340,
    MEPC = 0x341,
    STVEC = 0x105,
    SCOUNTEREN = 0x106,
    SSCRATCH = 0x140,
    SATP = 0x180,
    PMPADDR15 = 0x3bf,
    PMPCFG2 = 0x3a2,
    PC = 32
};
#define ALIAS UINT64_C(0x40000000) /* U-mode sees RAM this much lower under Sv39 */

static const enum privilege mode[] = {PRV_M, PRV_S, PRV_U, PRV_U, PRV_S}; /* of each world */

/* A refused fetch goes on where the program began, everything else behind the instruction. */
static void write_handler(struct twin *t, uint64_t at, unsigned epc, unsigned tval, unsigned scratch, uint32_t ret)
{
    const uint32_t words[] = {
        0x000022f3 | epc << 20,     /* csrr t0, epc */
        0x00002373 | tval << 20,    /* csrr t1, tval */
        0x00628663,                 /* beq t0, t1, +12 */
        0x00428293,                 /* addi t0, t0, 4 */
        0x0080006f,                 /* j +8 */
        0x000022f3 | scratch << 20, /* csrr t0, scratch */
        0x00029073 | epc << 20,     /* csrw epc, t0 */
        ret,
    };
    twin_put(t, at, words, sizeof words);
}

static void write_program(struct twin *t)
{
    uint32_t words[2 * WORDS];
    for (unsigned n = 0; n < WORDS; n++)
        words[n] = random_word(t);
    for (unsigned n = WORDS; n < 2 * WORDS; n++) { /* behind it: jumps back to the start */
        uint32_t back = 0u - 4 * n;
        words[n] = 0x6f | (back & 0x100000) << 11 | (back & 0x7fe) << 20 | (back & 0x800) << 9 | (back & 0xff000);
    }
    twin_put(t, PROGRAM, words, sizeof words);
}

/* Sv39: all of RAM for S-mode where it is and for U-mode at ALIAS, and two tables of pages of the data at 0. */
static void write_tables(struct twin *t)
{
    twin_put_word(t, TABLES + 16, RAM >> 2 | V | R | W | X | AD);
    twin_put_word(t, TABLES + 8, RAM >> 2 | V | R | W | X | U | AD);
    twin_put_word(t, TABLES, (TABLES + PAGE) >> 2 | V);
    twin_put_word(t, TABLES + PAGE, (TABLES + 2 * PAGE) >> 2 | V);
    for (unsigned n = 0; n < 512; n++) {
        uint64_t flags = draw(t, 4) ? V | R | W | U | draw(t, 256) : draw(t, 256);
        twin_put_word(t, TABLES + 2 * PAGE + 8 * n, (DATA + draw(t, DATA_SIZE / PAGE) * PAGE) >> 2 | flags);
    }
}

static uint64_t entry(const struct twin *t)
{
    return t->world == WORLD_USER          ? PROGRAM - ALIAS
           : t->world == WORLD_XSEG        ? world_xseg_entry()
           : t->world == WORLD_XSEG_KERNEL ? UINT64_C(15) << 60 | PROGRAM
                                           : PROGRAM;
}

void world_restart(struct twin *t, unsigned hart)
{
    uint64_t at = entry(t) + 4 * draw(t, WORDS - 32);
    if (hart_privilege(machine_hart(t->machine[0], hart)) == mode[t->world])
        twin_set_reg(t, hart, PC, at);
}

static void set_control(struct twin *t, unsigned hart)
{
    bool xseg = t->world >= WORLD_XSEG;
    uint64_t top = xseg ? UINT64_C(15) << 60 : 0;
    twin_set_csr(t, hart, MTVEC, HANDLER);
    twin_set_csr(t, hart, STVEC, (HANDLER + 0x100) | top);
    twin_set_csr(t, hart, MSCRATCH, entry(t));
    twin_set_csr(t, hart, SSCRATCH, entry(t));
    twin_set_csr(t, hart, PMPADDR15, ~UINT64_C(0));
    twin_set_csr(t, hart, PMPCFG2, UINT64_C(0x1f) << 56);
    twin_set_csr(t, hart, MEDELEG, draw(t, 2) ? 0 : 0xb3ff);
    twin_set_csr(t, hart, MCOUNTEREN, draw(t, 2) ? 0 : 0xffffffff);
    twin_set_csr(t, hart, SCOUNTEREN, draw(t, 2) ? 0 : 0xffffffff);
    if (t->world == WORLD_SUPERVISOR || t->world == WORLD_USER)
        twin_set_csr(t, hart, SATP, UINT64_C(8) << 60 | draw(t, 3) << 44 | TABLES >> 12);
    twin_set_csr(t, hart, MSTATUS, 0x6000 | (uint64_t)mode[t->world] << 11 | (draw(t, 2) ? 0 : 0xc0000));
    twin_set_csr(t, hart, MEPC, entry(t) + (xseg ? 0 : 4 * draw(t, WORDS)));
    twin_set_reg(t, hart, PC, ENTER);
}

void world_make(struct twin *t)
{
    const uint32_t mret = 0x30200073;
    write_handler(t, HANDLER, 0x341, 0x343, 0x340, mret);
    write_handler(t, HANDLER + 0x100, 0x141, 0x143, 0x140, 0x10200073);
    twin_put(t, ENTER, &mret, sizeof mret);
    write_program(t);
    write_tables(t);
    if (t->world >= WORLD_XSEG)
        world_make_xseg(t);
    for (unsigned n = 0; n < t->harts; n++)
        set_control(t, n);
}

static uint64_t pointer(struct twin *t)
{
    uint64_t inside = draw(t, DATA_SIZE) & (draw(t, 4) ? ~UINT64_C(7) : ~UINT64_C(0)), pick = draw(t, 32);
    if (t->world == WORLD_XSEG || (t->world == WORLD_XSEG_KERNEL && draw(t, 2)))
        return world_xseg_pointer(t);
    uint64_t to = pick == 0                               ? 0x2000000 + 4 * draw(t, 8)   /* CLINT */
                  : pick < 5                              ? PROGRAM + draw(t, 4 * WORDS) /* the program itself */
                  : pick < 8 && t->world != WORLD_MACHINE ? draw(t, 0x200000)            /* the pages at 0 */
                                                          : DATA + inside;
    if (t->world == WORLD_USER && to >= RAM)
        to -= ALIAS;
    return t->world == WORLD_XSEG_KERNEL ? UINT64_C(15) << 60 | to : to;
}

void world_pointers(struct twin *t, unsigned hart)
{
    if (t->world >= WORLD_XSEG && draw(t, 2))
        world_xseg_load(t, hart);
    twin_set_reg(t, hart, 2, t->world == WORLD_XSEG ? UINT64_C(2) << 60 | (0x4000 - 16 * draw(t, 64)) : pointer(t));
    for (unsigned r = 8; r < 16; r++)
        twin_set_reg(t, hart, r, pointer(t));
    for (unsigned r = 16; r < 20; r++)
        twin_set_reg(t, hart, r, draw(t, 4) ? 1 + draw(t, 6) : draw(t, 0x2000));
    for (unsigned r = 20; r < 22; r++)
        twin_set_reg(t, hart, r, entry(t) + 4 * draw(t, WORDS - 64));
    twin_set_reg(t, hart, 22, (t->world == WORLD_XSEG_KERNEL ? UINT64_C(15) << 60 : 0) | DATA);
    twin_set_reg(t, hart, 23, (uint64_t)(draw(t, 0x1000)) << 12 | draw(t, 0x1000));
}

void world_registers(struct twin *t, unsigned hart)
{
    for (unsigned r = 1; r < 65; r++)
        if (r != 32) {
            uint64_t any = draw(t, UINT64_C(1) << 53) << draw(t, 12);
            twin_set_reg(t, hart, r,
                         r < 32       ? draw(t, 3) ? draw(t, 4) - 2 : any
                         : draw(t, 3) ? any << 40
                                      : any | UINT64_C(0xffffffff00000000));
        }
    world_pointers(t, hart);
}
