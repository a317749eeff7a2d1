#include "world.h"

void put(struct pair *p, uint64_t pa, const void *words, unsigned size)
{
    for (unsigned n = 0; n < 2; n++)
        assert_true(bus_write(p->bench[n]->bus, pa, words, size));
}

void put_word(struct pair *p, uint64_t pa, uint64_t word)
{
    put(p, pa, &word, sizeof word);
}

static void describe(struct pair *p, unsigned sel, unsigned kind, uint64_t limit, unsigned flags)
{
    struct xs_desc d = {0};
    xs_desc_set_valid(&d, 1);
    xs_desc_set_kind(&d, kind);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_generation(&d, GENERATION);
    xs_desc_set_root(&d, ROOT(sel) >> 12);
    xs_desc_set_limit(&d, limit);
    xs_desc_set_vst(&d, VST);
    xs_desc_set_vst_count(&d, ENTRIES);
    xs_desc_set_gates(&d, GATES_AT);
    xs_desc_set_gate_count(&d, GATES);
    put(p, GST + sel * sizeof d, &d, sizeof d);
    put_word(p, ROOT(sel), (ROOT(sel) + 0x1000) >> 2 | PTE_V);
    put_word(p, ROOT(sel) + 0x1000, (ROOT(sel) + 0x2000) >> 2 | PTE_V);
    for (unsigned page = 0; page < limit >> 12; page++)
        put_word(p, ROOT(sel) + 0x2000 + page * 8,
                 (PAGES_OF(sel) + (uint64_t)page * 0x1000) >> 2 | flags | PTE_V | PTE_U | PTE_AD);
}

static void make_entry(struct pair *p, unsigned index, unsigned selector, bool w)
{
    struct xs_vste e = {0};
    xs_vste_set_selector(&e, selector);
    xs_vste_set_valid(&e, 1);
    xs_vste_set_r(&e, 1);
    xs_vste_set_w(&e, w);
    xs_vste_set_load(&e, 1);
    xs_vste_set_gate_mask(&e, ~UINT64_C(0));
    xs_vste_set_generation(&e, GENERATION);
    put(p, VST + index * sizeof e, &e, sizeof e);
}

void make_gate(struct pair *p, unsigned number, uint64_t entry)
{
    struct xs_gate g = {0};
    xs_gate_set_entry(&g, entry);
    xs_gate_set_valid(&g, 1);
    xs_gate_set_protect(&g, number == 1);
    xs_gate_set_fp(&g, number >= 2);
    xs_gate_set_nonreentrant(&g, number == 3);
    xs_gate_set_args(&g, 0xff);
    xs_gate_set_results(&g, 3);
    xs_gate_set_stack(&g, 0x100);
    put(p, GATES_AT + number * sizeof g, &g, sizeof g);
}

void make_world(struct pair *p)
{
    describe(p, CLIENT, XS_KIND_CODE, 0x4000, PTE_R | PTE_W);
    describe(p, SERVER, XS_KIND_CODE, 0x4000, PTE_R | PTE_W);
    for (unsigned sel = CLIENT; sel <= SERVER; sel++) /* the code itself is one page, of both */
        put_word(p, ROOT(sel) + 0x2000 + 8, HERE >> 2 | PTE_V | PTE_R | PTE_X | PTE_U | PTE_AD);
    describe(p, THREAD, XS_KIND_THREAD, STACK_SIZE, PTE_R | PTE_W);
    describe(p, DATA_1, XS_KIND_DATA, 0x2000, PTE_R | PTE_W);
    describe(p, DATA_2, XS_KIND_DATA, 0x1000, PTE_R | PTE_W);
    make_entry(p, 1, DATA_1, true);
    make_entry(p, 2, DATA_2, false);
    make_entry(p, 3, SERVER, false);
    for (unsigned number = 0; number < GATES; number++)
        make_gate(p, number, CODE_AT + 4 * draw(p, LENGTH));
    for (unsigned at = 0; at < FRAMES * XS_FRAME_SIZE; at += 8)
        put_word(p, LINKAGE + at, 0);
}

void set_hart(struct pair *p)
{
    /* In every other round a trap gives the code a new deadline. */
    const uint32_t next = draw(p, 2) ? i_type(0x1073, 0, T3, CSR_XDL) : ADDI(ZERO, ZERO, 0);
    const uint32_t handler[] = {
        CSRR(T3, SEPC), ADDI(T3, T3, 4),     i_type(0x1073, 0, T3, SEPC), i_type(0x7013, T3, T3, 0x3fc),
        next,           UINT32_C(0x10200073)};
    pair_write(p, TRAPS + 0x100, handler, 6);
    pair_set_csr(p, CSR_XDL, XS_NO_DEADLINE);
    pair_set_csr(p, SATP, (uint64_t)XS_SATP_MODE << 60 | GST >> 12);
    pair_set_csr(p, STVEC, PTR(15, TRAPS + 0x100));
    pair_set_csr(p, CSR_XS1, (uint64_t)GENERATION << 32 | CLIENT);
    pair_set_csr(p, CSR_XS2, (uint64_t)GENERATION << 32 | THREAD);
    pair_set_csr(p, CSR_XS2BASE, 0);
    pair_set_csr(p, CSR_XS2LIM, STACK_SIZE - draw(p, 2) * 0x340);
    pair_set_csr(p, CSR_XSLW, STACK_SIZE);
    pair_set_csr(p, CSR_XLSP, LINKAGE);
    pair_set_csr(p, CSR_XLSLIM, LINKAGE + (FRAMES - 1) * XS_FRAME_SIZE);
    pair_set_csr(p, CSR_XSV, XS_MASK_T);
    pair_set_csr(p, CSR_XSW, 0);
    pair_set_csr(p, CSR_XSG, 0);
    pair_set_csr(p, CSR_XFPE, draw(p, 2));
    pair_set_csr(p, CSR_XSERIAL, 0);
    pair_set_reg(p, SP, PTR(2, STACK_SIZE - 0x400 - 16 * draw(p, 0x100)));
    for (unsigned r = A0; r <= A3; r++)
        pair_set_reg(p, r, PTR(1 + draw(p, 5), 8 * draw(p, 0x300)));
    pair_set_reg(p, A4, 1 + draw(p, 3));
    pair_set_reg(p, A5, draw(p, 0x1200));
    pair_set_reg(p, A6, 3);
    pair_set_reg(p, A7,
                 0x3ff | draw(p, 2) << 24 | draw(p, 8) << 12 |
                     (draw(p, 2) ? (1 + draw(p, 20)) << 42 | draw(p, 4) << 56 : 0));
}

void begin_user(struct pair *p, const uint32_t *words, unsigned count)
{
    do
        pair_begin(p);
    while (hart_privilege(p->bench[0]->hart) != PRV_U);
    make_world(p);
    pair_write(p, HERE, words, count);
    set_hart(p);
    pair_set_csr(p, CSR_XS2LIM, STACK_SIZE);
    pair_set_csr(p, CSR_XSLW, STACK_PAGE);
    pair_set_reg(p, SP, PTR(2, STACK_PAGE + 0x100));
    pair_set_reg(p, A0, PTR(2, STACK_PAGE + 0x100));
    pair_set_reg(p, A1, PTR(1, CODE_AT));
    pair_set_reg(p, 32, PTR(1, CODE_AT));
}
