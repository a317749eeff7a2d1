/* The kernel of far.c's rounds, and the world that it makes. */
#include "far_random.h"

#include "core/hart_state.h"

enum { SSCRATCH = 0x140, TAKES_EFFECT = 0x6000, SUM_BIT = 18 };
#define FP_MASKS (UINT64_C(0x3ff) << XS_MASK_FARGS_SHIFT) /* arguments and results */

/* --- its world -------------------------------------------------------------------------------------------------- */
/* On a trap it goes on behind the instruction; it may write into a frame or the stack, load a register, set the mark, or
 * invalidate everything. */
static void write_handler(const struct far_round *r)
{
    enum { STORES, LOADS = 4 };
    struct pair *p = r->p;
    unsigned sgd = 3 + (unsigned)draw(p, 2), kind = (unsigned)draw(p, 7);
    const uint32_t ends[] = {SD(T4, T3, 0),
                             NOP,
                             MATCH_SG_INVAL | (uint32_t)XS_INVAL_ALL << 25,
                             i_type(MATCH_SG_LDR, sgd, T3, 0),
                             r_type(MATCH_SG_LOADG, sgd, T4, S2),
                             CSRW(CSR_XSLW, T4),
                             SD(T4, T3, 0)};
    const uint32_t handler[] = {CSRR(T3, SEPC),     ADDI(T3, T3, 4), CSRW(SEPC, T3),
                                CSRR(T3, SSCRATCH), ends[kind],      UINT32_C(0x10200073)};
    uint64_t word = r->marks && draw(p, 6) ? 10 + draw(p, 2) : draw(p, 14);
    uint64_t frame = PTR(15, LINKAGE + draw(p, r->marks ? 4 : FRAMES) * XS_FRAME_SIZE + 8 * word);
    pair_write(p, TRAPS + 0x100, handler, 6);
    pair_set_csr(p, SSCRATCH, draw(p, 3) ? frame : PTR(2 + draw(p, 2), 0x1000 + 8 * draw(p, 0x900)));
    pair_set_reg(p, T4, kind == LOADS ? DATA_1 : r->marks ? 64 * draw(p, 0x180) : draw(p, 1 << 16));
}

static void map(struct pair *p, unsigned sel, uint64_t page, uint64_t pa)
{
    put_word(p, ROOT(sel) + 0x2000 + page * 8, pa >> 2 | PTE_V | PTE_R | PTE_W | PTE_U | PTE_AD);
}

/* Neighbours of the stack's pages are not neighbours in memory. */
static void scatter_the_stack(struct pair *p)
{
    for (unsigned page = 0; page < STACK_SIZE >> 12; page++)
        map(p, THREAD, page, PAGES_OF(THREAD) + (uint64_t)(page ^ 1) * 0x1000);
}

/* Linkage frames lie in the programs' own pages, too. */
static void alias_frames(struct pair *p)
{
    if (draw(p, 3) == 0)
        map(p, DATA_1, draw(p, 2), LINKAGE + 0x1000 * draw(p, 2));
    if (draw(p, 3) == 0)
        map(p, THREAD, draw(p, 5), LINKAGE + 0x1000 * draw(p, 2));
    if (draw(p, 4) == 0)
        map(p, CLIENT, 0, LINKAGE + 0x1000 * draw(p, 2));
}

/* Not as make_gate makes them by number: any mask, entered as often as anybody likes. */
static void open_gates(struct pair *p)
{
    for (unsigned n = 0; n < FUNCTIONS; n++) {
        struct xs_gate g;
        assert_true(bus_read(p->bench[0]->bus, GATES_AT + n * sizeof g, &g, sizeof g));
        xs_gate_set_protect(&g, draw(p, 3) == 0);
        xs_gate_set_fp(&g, draw(p, 2));
        xs_gate_set_fargs(&g, draw(p, 16));
        xs_gate_set_fresults(&g, draw(p, 4));
        xs_gate_set_nonreentrant(&g, 0);
        xs_gate_set_stack(&g, draw(p, 2) ? 0x100 : 0);
        put(p, GATES_AT + n * sizeof g, &g, sizeof g);
    }
}

void far_begin(struct far_round *r, struct pair *p)
{
    do
        pair_begin(p);
    while (hart_privilege(p->bench[0]->hart) != PRV_U);
    *r = (struct far_round){.p = p, .marks = draw(p, 4)};
    r->windows = r->marks && draw(p, 2);
    r->floats = r->marks && draw(p, 2);
    r->registers = r->marks ? 1 + (unsigned)draw(p, 2) : 1;
    r->calm = r->marks ? 10 + (unsigned)draw(p, 200) : 1 + (unsigned)draw(p, 60);
    make_world(p);
    scatter_the_stack(p);
    if (r->marks || draw(p, 4) == 0)
        alias_frames(p);
    for (unsigned n = 0; n < FUNCTIONS; n++)
        make_gate(p, n, far_function(n));
    if (r->marks && draw(p, 8))
        open_gates(p);
    far_program(r);
    set_hart(p);
    write_handler(r);
    far_restart(r);
}

/* --- threads ---------------------------------------------------------------------------------------------------- */
static void set_refused(struct pair *p)
{
    pair_set_reg(p, SP, PTR(2, STACK_PAGE + (draw(p, 2) ? 0x800 : 0) + 16 * draw(p, 0x20)));
    pair_set_csr(p, CSR_XS2LIM, STACK_SIZE - draw(p, 2) * 0x340);
    pair_set_reg(p, S2, PLAIN);
    pair_set_reg(p, S4, 3);
    pair_set_reg(p, S5, 3);
    pair_set_reg(p, S6, draw(p, 2) << 8);
    pair_set_reg(p, S7, PTR(3, 8 * draw(p, 0x100)));
    pair_set_reg(p, S8, draw(p, 2) ? 0 : draw(p, 4));
    pair_set_reg(p, A0, PTR(2, STACK_PAGE + 8 * draw(p, 0x200)));
}

/* Anywhere in the stack, but often at the beginning or end of a page. */
static uint64_t place_in_stack(struct pair *p)
{
    uint64_t page = (1 + draw(p, 4)) * 0x1000;
    if (draw(p, 3) == 0)
        return PTR(2, page);
    return PTR(2, page + (draw(p, 3) ? 8 * draw(p, 0x200) : 0xfc0));
}

static void set_marks(const struct far_round *r)
{
    struct pair *p = r->p;
    static const unsigned pointers[] = {A0, A1, A2, S8, S9, S10, S11};
    pair_set_reg(p, SP, PTR(2, STACK_SIZE - 64 * draw(p, draw(p, 3) ? 3 : 8)));
    pair_set_csr(p, CSR_XS2LIM, STACK_SIZE - (draw(p, 4) == 0) * 0x340);
    pair_set_reg(p, S2, PLAIN | draw(p, 2) << 24 | (draw(p, 2) ? 0 : draw(p, 2) << 12) | (draw(p, 2) ? FP_MASKS : 0));
    pair_set_reg(p, S4, 3 | (draw(p, 3) ? 0 : 1 << 15));
    pair_set_reg(p, S6, r->registers == 1 || draw(p, 2) ? PTR(1, 0) : PTR(7, 0)); /* sg2 and sg3, or sg3 and sg4 */
    pair_set_reg(p, S7, PTR(3, 0x1000 * draw(p, 2) + 8 * draw(p, 0x100)));
    pair_set_csr(p, CSR_XSLW, draw(p, 2) ? STACK_SIZE : 0x1000 * draw(p, 6));
    for (unsigned n = 0; n < sizeof pointers / sizeof *pointers; n++)
        pair_set_reg(p, pointers[n], place_in_stack(p));
    pair_set_reg(p, A5, draw(p, 2) ? 0x40 * draw(p, 8) : 0x1000 * draw(p, 4));
}

/* Mostly the page above the stack pointer is granted, or the whole. */
static void set_windows(struct pair *p)
{
    pair_set_reg(p, SP, PTR(2, STACK_PAGE - 64 * draw(p, 3)));
    pair_set_reg(p, S2, PLAIN | draw(p, 2) << 24 | (draw(p, 4) ? 1 << 12 : 0));
    pair_set_reg(p, S7, PTR(3, STACK_PAGE + 8 * draw(p, 0x60)));
    pair_set_reg(p, S11, draw(p, 3) ? PTR(2, STACK_PAGE - 64 * draw(p, 2) * (draw(p, 4) == 0)) : PTR(2, 0));
    pair_set_reg(p, A5, draw(p, 3) == 0 ? STACK_SIZE : draw(p, 2) ? 0x1000 : 0x400);
}

static void changed(struct pair *p)
{
    for (unsigned n = 0; n < 2; n++)
        hart_segments_changed(p->bench[n]->hart);
}

void far_restart(const struct far_round *r)
{
    const struct {
        unsigned csr;
        uint64_t value;
    } state[] = {{CSR_XS1, (uint64_t)GENERATION << 32 | CLIENT},
                 {CSR_XSLW, STACK_SIZE},
                 {CSR_XLSP, LINKAGE},
                 {CSR_XLSLIM, LINKAGE + (FRAMES - 1) * XS_FRAME_SIZE},
                 {CSR_XSV, XS_MASK_T},
                 {CSR_XSW, 0},
                 {CSR_XSG, 0},
                 {CSR_XDL, XS_NO_DEADLINE}};
    struct pair *p = r->p;
    for (unsigned n = 0; n < sizeof state / sizeof *state; n++)
        pair_set_csr(p, state[n].csr, state[n].value);
    changed(p);
    pair_set_csr(p, CSR_XFPE, draw(p, 3) != 0);
    pair_set_csr(p, MSTATUS, TAKES_EFFECT | draw(p, 2) << SUM_BIT);
    pair_set_csr(p, CSR_XSERIAL, draw(p, 8) ? 0 : UINT64_C(0xfffffff0) << 32);
    pair_set_reg(p, S3,
                 PLAIN | draw(p, 2) << 10 | draw(p, 2) << 24 | draw(p, 3) << 12 | (draw(p, 3) ? 0 : draw(p, 30) << 42));
    pair_set_reg(p, A3, PTR(1, 8 * draw(p, 0x200)));
    pair_set_reg(p, 32, PTR(1, CODE_AT));
    if (r->marks)
        set_marks(r);
    else
        set_refused(p);
    if (r->windows)
        set_windows(p);
}

static const unsigned saved[SAVED] = {CSR_XS1, CSR_XS2LIM, CSR_XSLW, CSR_XLSP, CSR_XLSLIM,  CSR_XSV,
                                      CSR_XSW, CSR_XSG,    CSR_XFPE, CSR_XTID, CSR_XSERIAL, CSR_XDL};

static void save(struct hart *h, struct thread *thread)
{
    *thread = (struct thread){.there = true};
    for (unsigned n = 1; n <= 32; n++)
        thread->x[n] = hart_get_reg(h, n);
    for (unsigned n = 0; n < SAVED; n++)
        assert_true(hart_csr_get(h, saved[n], &thread->csr[n]));
    for (unsigned n = XS_SG_DATA_FIRST; n <= XS_SG_DATA_LAST; n++)
        xs_get_image(hart_segment(h), n, &thread->reg[n]);
}

static void go_on(struct pair *p, const struct thread *thread)
{
    for (unsigned n = 1; n <= 32; n++)
        pair_set_reg(p, n, thread->x[n]);
    for (unsigned n = 0; n < SAVED; n++)
        pair_set_csr(p, saved[n], thread->csr[n]);
    for (unsigned n = XS_SG_DATA_FIRST; n <= XS_SG_DATA_LAST; n++)
        for (unsigned k = 0; k < 2; k++)
            xs_put_image(hart_segment(p->bench[k]->hart), n, &thread->reg[n]);
    changed(p);
}

/* Each has half of the frames. */
static void start_another(const struct far_round *r, uint64_t lsp)
{
    const uint64_t half = LINKAGE + FRAMES / 2 * XS_FRAME_SIZE;
    uint64_t first = lsp >= half ? LINKAGE : half;
    far_restart(r);
    pair_set_csr(r->p, CSR_XLSP, first);
    pair_set_csr(r->p, CSR_XLSLIM, first + (FRAMES / 2 - 1) * XS_FRAME_SIZE);
    pair_set_csr(r->p, CSR_XTID, draw(r->p, 3));
}

void far_switch_threads(struct far_round *r)
{
    struct hart *h = r->p->bench[0]->hart;
    const struct thread then = r->other;
    if (hart_privilege(h) != PRV_U)
        return;
    save(h, &r->other);
    if (then.there)
        go_on(r->p, &then);
    else
        start_another(r, hart_segment(h)->lsp);
}
