/* Programs that call each other and come back. */
#include "far_random.h"

#define ROUNDED(match)     ((match) | UINT32_C(7) << 12) /* as frm says */
#define ADD(rd, a, b)      r_type(0x33, rd, a, b)
#define XOR(rd, a, b)      r_type(0x4033, rd, a, b)
#define FLD(rd, a, imm)    i_type(0x3007, rd, a, imm)
#define FSD(b, a, imm)     s_type(0x3027, b, a, imm)
#define FADD_S(rd, a, b)   r_type(ROUNDED(0x53), rd, a, b)
#define FADD_D(rd, a, b)   r_type(ROUNDED(0x02000053), rd, a, b)
#define FMUL_D(rd, a, b)   r_type(ROUNDED(0x12000053), rd, a, b)
#define FDIV_D(rd, a, b)   r_type(ROUNDED(0x1a000053), rd, a, b)
#define FMV_X_D(rd, a)     r_type(0xe2000053, rd, a, 0)
#define FMV_D_X(rd, a)     r_type(0xf2000053, rd, a, 0)
#define SET_FRM(mode)      (UINT32_C(0x00205073) | (uint32_t)(mode) << 15)
#define WIN(sgd, perm)     (MATCH_SG_WIN | (uint32_t)(sgd) << 25 | (uint32_t)(perm) << 29)
#define CLEAR(data)        (MATCH_SG_CLR | UINT32_C(1) << (20 + (data)))
#define CALL(gate, sel, m) (r_type(MATCH_SG_CALL, 0, sel, m) | (uint32_t)(gate) << 25)

struct listing {
    const struct far_round *round;
    struct pair *p;
    uint32_t word[LENGTH];
    unsigned at;
};

static void add(struct listing *c, uint32_t word)
{
    c->word[c->at++] = word;
}

static bool in_client(const struct listing *c)
{
    return c->at < FIRST;
}

/* --- loads, stores ---------------------------------------------------------------------------------------------- */
/* What was read, in a register that counts in the end. */
static void add_reading(struct listing *c, unsigned csr)
{
    add(c, CSRR(T2, csr));
    add(c, ADD(T5, T5, T2));
}

static uint32_t of_fp(struct pair *p, unsigned at)
{
    unsigned a = (unsigned)draw(p, 32), b = (unsigned)draw(p, 32), d = (unsigned)draw(p, 32);
    switch (draw(p, 8)) {
    case 0: return FLD(d, at, 8 * (int)draw(p, 4));
    case 1: return FSD(a, at, 8 * (int)draw(p, 4));
    case 2: return FADD_D(d, a, b);
    case 3: return FADD_S(d, a, b);
    case 4: return FDIV_D(d, a, b);
    case 5: return FMV_X_D(T0, a);
    case 6: return FMV_D_X(d, T0);
    default: return draw(p, 8) ? FMUL_D(d, a, b) : SET_FRM(draw(p, 5));
    }
}

/* The mark itself, and what only C stores. */
static void add_seldom(struct listing *c, unsigned value, unsigned at)
{
    struct pair *p = c->p;
    switch (draw(p, 8)) {
    case 0: add(c, CBO_ZERO(at)); break;
    case 1: add_reading(c, CSR_XLW); break;
    case 2: add(c, AMOADD_D(value, T0, at)); break;
    case 3: add(c, LR_D(value, at)); break;
    case 4: add(c, SC_D(value, T0, at)); break;
    case 5: add(c, r_type(WIN(3 + draw(p, 2), 3), draw(p, 8) ? ZERO : S7, at, A5)); break;
    case 6: add(c, SD(value, at, 4 * (int)draw(p, 16))); break;
    default:
        if (draw(p, 2))
            add_reading(c, FCSR);
        else
            add(c, CLEAR(draw(p, 2)));
    }
}

/* By pointers that keep their values from call to call, and by the register that is granted, if that is the stack. */
static void add_of_marks(struct listing *c)
{
    static const unsigned pointers[] = {A0, A1, A2, A3, S7, S8, S9, S10};
    struct pair *p = c->p;
    bool windows = c->round->windows, other = draw(p, windows ? 4 : 30) == 0;
    unsigned at = !other ? pointers[draw(p, 8)] : windows || in_client(c) ? S7 : A0, value = T0 + (unsigned)draw(p, 3);
    int below = -8 - 8 * (int)draw(p, 6);
    if (draw(p, 20) == 0)
        add(c, XOR(at, at, S6)); /* next time by another nibble */
    else if (c->round->floats && draw(p, 3) == 0)
        add(c, of_fp(p, at));
    else if (draw(p, 5) == 0)
        add_seldom(c, value, at);
    else
        switch (draw(p, 12)) {
        case 0:
        case 1:
        case 2: add(c, LD(value, at, 8 * (int)draw(p, 4))); break;
        case 3: add(c, SB(value, at, (int)draw(p, 64))); break;
        case 4:
        case 5: add(c, SD(value, SP, below)); break;
        case 6:
        case 7: add(c, LD(value, SP, below)); break;
        default: add(c, SD(value, at, 8 * (int)draw(p, 4)));
        }
}

/* Over the next instruction, or not: the next time it may do something else. */
static void add_branch(struct listing *c)
{
    struct pair *p = c->p;
    const uint32_t jump[] = {UINT32_C(0x0040006f), UINT32_C(0x00038463)}; /* j .+4; beqz t2, .+8 */
    add(c, ADDI(T5, T5, 1));
    add(c, i_type(0x7013, T2, T5, 1 << draw(p, 4)));
    add(c, jump[draw(p, 4) != 0]);
}

static uint32_t of_the_frame(struct listing *c, unsigned frame)
{
    struct pair *p = c->p;
    int at = 8 * (int)draw(p, frame / 8);
    unsigned reg = T0 + (unsigned)draw(p, 3);
    switch (draw(p, 5)) {
    case 0: return LD(reg, SP, at);
    case 1: return draw(p, 6) ? SD(reg, SP, at) : SD(reg, SP, at - 64);
    case 2: return c->round->marks ? ADDI(T0, T0, at) : ADDI(A0, SP, at);
    default: return SD(reg, SP, at);
    }
}

/* --- calls, and what takes C ------------------------------------------------------------------------------------ */
static uint32_t of_the_segment_unit(struct pair *p)
{
    unsigned sgd = 3 + (unsigned)draw(p, 3), perm = 1 + (unsigned)draw(p, 3);
    switch (draw(p, 6)) {
    case 0: return r_type(MATCH_SG_LOAD, sgd, A4, 0);
    case 1: return r_type(WIN(sgd, perm), A1, A0, A5);
    case 2: return r_type(MATCH_SG_MOV, A2, A1, 0) | sgd << 25;
    case 3: return CLEAR(draw(p, 3));
    case 4: return MATCH_SG_RET;
    default: return r_type(MATCH_SG_QRY, T1, A1, A4) | (uint32_t)draw(p, 8) << 25;
    }
}

/* What may be refused, or takes C. */
static uint32_t anything(struct pair *p)
{
    switch (draw(p, 9)) {
    case 0:
    case 1: return ECALL;
    case 7: return CSRR(T2, CSR_XLW);
    case 2: return CBO_ZERO(A0);
    case 3: return FADD_S((unsigned)draw(p, 4), 1, 2);
    case 4: return AMOADD_D(T1, T0, A0);
    case 5: return LR_D(T1, A0);
    case 6: return SC_D(T2, T0, A0);
    default: return of_the_segment_unit(p);
    }
}

static void add_call(struct listing *c, unsigned gate)
{
    struct pair *p = c->p;
    bool marks = c->round->marks;
    if (draw(p, marks ? 400 : 40))
        add(c, ADDI(A6, marks || !draw(p, 8) ? S4 : S5, 0));
    else
        add(c, ADDI(A6, ZERO, (int)draw(p, 5)));
    add(c, ADDI(A7, draw(p, marks ? 8 : 3) ? S2 : S3, 0));
    add(c, CALL(gate, A6, A7));
}

/* Of marks, only those behind call: they come back to where they were called, mostly. */
static void add_call_by_chance(struct listing *c)
{
    unsigned from = in_client(c) || !c->round->marks ? 0 : (c->at - FIRST) / WORDS_EACH + 1;
    if (from < FUNCTIONS)
        add_call(c, from + (unsigned)draw(c->p, FUNCTIONS - from));
    else if (draw(c->p, 200) == 0)
        add_call(c, 0);
}

/* What leaves the callee as it was called: its return then needs no C. */
static void add_something(struct listing *c, unsigned frame)
{
    struct pair *p = c->p;
    bool marks = c->round->marks;
    if (!draw(p, c->round->calm)) {
        add(c, anything(p));
        return;
    }
    if (marks && draw(p, 3)) {
        add_of_marks(c);
        return;
    }
    if (marks && draw(p, 4) == 0) {
        add_branch(c);
        return;
    }
    switch (draw(p, 16)) {
    case 0:
    case 1:
        if (marks ? !draw(p, 30) : draw(p, 4))
            add(c, ADDI(A0, SP, 8 * (int)draw(p, frame / 8)));
        add(c, draw(p, 2) ? SD(T1, A0, 0) : LD(T1, A0, 0));
        break;
    case 2: add(c, draw(p, 2) ? LD(T2, A3, 8) : SD(T2, A3, 16)); break;
    case 3:
        if (in_client(c) || !draw(p, 8))
            add(c, draw(p, 2) ? LD(T2, S7, 8) : SD(T2, S7, 16));
        break;
    case 4: add(c, marks ? NOP : XOR(S2, S2, S6)); break;
    case 5: add(c, marks ? CLEAR(draw(p, 2)) : XOR(S4, S4, S8)); break;
    case 6:
    case 7: add_call_by_chance(c); break;
    default: add(c, draw(p, 2) ? of_the_frame(c, frame) : ADDI(T0, T0, 1));
    }
}

/* --- the whole -------------------------------------------------------------------------------------------------- */
static void add_function(struct listing *c, unsigned number)
{
    struct pair *p = c->p;
    unsigned frames = c->round->marks ? draw(p, 3) ? 8 : 30 : draw(p, 6) ? 12 : 120;
    unsigned frame = 16 * (1 + (unsigned)draw(p, frames));
    unsigned left = c->round->marks ? 1 + (unsigned)draw(p, draw(p, 3) ? 4 : 16) : 4 + (unsigned)draw(p, 20);
    c->at = FIRST + WORDS_EACH * number;
    add(c, ADDI(SP, SP, -(int)frame));
    while (left--)
        add_something(c, frame);
    if (draw(p, 2))
        add(c, ADDI(SP, SP, (int)frame));
    add(c, MATCH_SG_RET);
}

/* A loop of calls at two depths of the stack; where they are few, a call finds the frame that it made the last time. */
static void add_client(struct listing *c)
{
    add(c, ADDI(A4, ZERO, 1));
    for (unsigned sgd = 3; sgd < 3 + c->round->registers; sgd++)
        add(c, c->round->windows ? r_type(WIN(sgd, 3), T0, S11, A5) : r_type(MATCH_SG_LOAD, sgd, A4, 0));
    unsigned calls = c->round->marks ? 1 + (unsigned)draw(c->p, draw(c->p, 3) ? 3 : 10) : 10;
    for (unsigned n = 0; n < calls; n++) {
        int deeper = draw(c->p, 3) ? 0 : 16 * (int)draw(c->p, 30);
        add(c, ADDI(SP, SP, -deeper));
        add(c, of_the_frame(c, 64));
        add_call(c, (unsigned)draw(c->p, FUNCTIONS));
        add(c, ADDI(SP, SP, deeper));
        add_something(c, 64);
    }
    uint32_t back = (uint32_t)(0 - 4 * c->at);
    add(c, 0x6f | (back & 0x100000) << 11 | (back & 0x7fe) << 20 | (back & 0x800) << 9 | (back & 0xff000));
}

void far_program(const struct far_round *r)
{
    struct listing c = {.round = r, .p = r->p};
    for (unsigned n = 0; n < LENGTH; n++)
        c.word[n] = MATCH_SG_RET;
    add_client(&c);
    for (unsigned n = 0; n < FUNCTIONS; n++)
        add_function(&c, n);
    pair_write(r->p, HERE, c.word, LENGTH);
}
