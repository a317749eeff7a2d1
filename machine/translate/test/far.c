/* Far calls and returns without C: programs that call each other and come back, refused at times, while a kernel changes what decides. */
#include "world.h"

#include "core/decode.h"
#include "core/hart_state.h"
#include "groups.h"
#include "segment/slb.h"
#include "translate/translator.h"

enum { FUNCTIONS = 4, FIRST = 128, WORDS_EACH = 96, S2 = 18, S3, S4, S5, S6, S7, S8, T4 = 29 };
enum { SSCRATCH = 0x140, XOR = 0x4033, PLAIN = 0x3ff };

/* --- the code ------------------------------------------------------------------------------------------------- */
struct listing {
    struct pair *p;
    uint32_t word[LENGTH];
    unsigned at, calm; /* one instruction of so many may be anything */
};

static void add(struct listing *c, uint32_t word)
{
    c->word[c->at++] = word;
}

static void add_call(struct listing *c, unsigned gate)
{
    if (draw(c->p, 40))
        add(c, ADDI(A6, draw(c->p, 8) ? S5 : S4, 0));
    else
        add(c, ADDI(A6, ZERO, (int)draw(c->p, 5)));
    add(c, ADDI(A7, draw(c->p, 3) ? S2 : S3, 0));
    add(c, r_type(MATCH_SG_CALL, 0, A6, A7) | (uint32_t)gate << 25);
}

static uint32_t of_the_stack(struct pair *p, unsigned frame)
{
    int at = 8 * (int)draw(p, frame / 8);
    unsigned reg = T0 + (unsigned)draw(p, 3);
    switch (draw(p, 5)) {
    case 0: return LD(reg, SP, at);
    case 1: return draw(p, 6) ? SD(reg, SP, at) : SD(reg, SP, at - 64);
    case 2: return ADDI(A0, SP, at);
    default: return SD(reg, SP, at);
    }
}

static uint32_t of_the_segment_unit(struct pair *p)
{
    unsigned sgd = 3 + (unsigned)draw(p, 3), perm = 1 + (unsigned)draw(p, 3);
    switch (draw(p, 6)) {
    case 0: return r_type(MATCH_SG_LOAD, sgd, A4, 0);
    case 1: return r_type(MATCH_SG_WIN, A1, A0, A5) | sgd << 25 | perm << 29;
    case 2: return r_type(MATCH_SG_MOV, A2, A1, 0) | sgd << 25;
    case 3: return MATCH_SG_CLR | 1u << (20 + draw(p, 3));
    case 4: return MATCH_SG_RET;
    default: return r_type(MATCH_SG_QRY, T1, A1, A4) | (uint32_t)draw(p, 8) << 25;
    }
}

/* What may be refused, or takes C. */
static void add_anything(struct listing *c)
{
    struct pair *p = c->p;
    switch (draw(p, 10)) {
    case 0: add(c, ECALL); break;
    case 1: add(c, CSRR(T2, CSR_XLW)); break;
    case 2: add(c, CBO_ZERO(A0)); break;
    case 3: add(c, r_type(0x53, (unsigned)draw(p, 4), 1, 2) | 7u << 12); break; /* fadd.s */
    case 4: add(c, AMOADD_D(T1, T0, A0)); break;
    case 5: add(c, LR_D(T1, A0)); break;
    case 6: add(c, SC_D(T2, T0, A0)); break;
    case 7: add(c, ADDI(A6, ZERO, (int)draw(p, 5))); break;
    default: add(c, of_the_segment_unit(p));
    }
}

/* What leaves the callee as it was called: its return then needs no C. */
static void add_something(struct listing *c, unsigned frame)
{
    struct pair *p = c->p;
    if (!draw(p, c->calm)) {
        add_anything(c);
        return;
    }
    switch (draw(p, 16)) {
    case 0:
    case 1:
        if (draw(p, 4))
            add(c, ADDI(A0, SP, 8 * (int)draw(p, frame / 8)));
        add(c, draw(p, 2) ? SD(T1, A0, 0) : LD(T1, A0, 0));
        break;
    case 2: add(c, draw(p, 2) ? LD(T2, A3, 8) : SD(T2, A3, 16)); break;
    case 3:
        if (c->at < FIRST || !draw(p, 8)) /* the client's */
            add(c, draw(p, 2) ? LD(T2, S7, 8) : SD(T2, S7, 16));
        break;
    case 4: add(c, r_type(XOR, S2, S2, S6)); break;
    case 5: add(c, r_type(XOR, S4, S4, S8)); break;
    case 6:
    case 7: add_call(c, (unsigned)draw(p, FUNCTIONS)); break;
    default: add(c, draw(p, 2) ? of_the_stack(p, frame) : ADDI(T0, T0, 1));
    }
}

static void add_function(struct listing *c, unsigned number)
{
    unsigned frame = 16 * (1 + (unsigned)draw(c->p, draw(c->p, 6) ? 12 : 120)), left = 4 + (unsigned)draw(c->p, 20);
    c->at = FIRST + WORDS_EACH * number;
    add(c, ADDI(SP, SP, -(int)frame));
    while (left--)
        add_something(c, frame);
    if (draw(c->p, 2))
        add(c, ADDI(SP, SP, (int)frame));
    add(c, MATCH_SG_RET);
}

/* A loop of calls at two depths of the stack. */
static void add_client(struct listing *c)
{
    c->at = 0;
    add(c, ADDI(A4, ZERO, 1));
    add(c, r_type(MATCH_SG_LOAD, 3, A4, 0));
    for (unsigned n = 0; n < 10; n++) {
        int deeper = draw(c->p, 3) ? 0 : 16 * (int)draw(c->p, 30);
        add(c, ADDI(SP, SP, -deeper));
        add(c, of_the_stack(c->p, 64));
        add_call(c, (unsigned)draw(c->p, FUNCTIONS));
        add(c, ADDI(SP, SP, deeper));
        add_something(c, 64);
    }
    uint32_t back = (uint32_t)(0 - 4 * c->at);
    add(c, 0x6f | (back & 0x100000) << 11 | (back & 0x7fe) << 20 | (back & 0x800) << 9 | (back & 0xff000));
}

/* --- the kernel ----------------------------------------------------------------------------------------------- */
/* On a trap it goes on behind the instruction; it may write into a frame, or invalidate everything. */
static void write_handler(struct pair *p)
{
    const uint32_t ends[] = {NOP, NOP, SD(T4, T3, 0), MATCH_SG_INVAL | (uint32_t)XS_INVAL_ALL << 25};
    const uint32_t handler[] = {CSRR(T3, SEPC),     ADDI(T3, T3, 4),  i_type(0x1073, 0, T3, SEPC),
                                CSRR(T3, SSCRATCH), ends[draw(p, 4)], UINT32_C(0x10200073)};
    pair_write(p, TRAPS + 0x100, handler, 6);
    pair_set_csr(p, SSCRATCH, PTR(15, LINKAGE + draw(p, FRAMES) * XS_FRAME_SIZE + 8 * draw(p, 14)));
    pair_set_reg(p, T4, draw(p, 1 << 16));
}

/* Neighbours of the stack's pages are not neighbours in memory. */
static void scatter_the_stack(struct pair *p)
{
    for (unsigned page = 0; page < STACK_SIZE >> 12; page++)
        put_word(p, ROOT(THREAD) + 0x2000 + page * 8,
                 (PAGES_OF(THREAD) + (uint64_t)(page ^ 1) * 0x1000) >> 2 | PTE_V | PTE_R | PTE_W | PTE_U | PTE_AD);
}

/* The client, at its beginning; what was learnt stays. */
static void restart(struct pair *p)
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
    for (unsigned n = 0; n < sizeof state / sizeof *state; n++)
        pair_set_csr(p, state[n].csr, state[n].value);
    for (unsigned n = 0; n < 2; n++)
        hart_segments_changed(p->bench[n]->hart);
    pair_set_csr(p, CSR_XFPE, draw(p, 3) != 0);
    pair_set_csr(p, MSTATUS, 0x6000);
    pair_set_reg(p, SP, PTR(2, STACK_PAGE + (draw(p, 2) ? 0x800 : 0) + 16 * draw(p, 0x20)));
    pair_set_csr(p, CSR_XS2LIM, STACK_SIZE - draw(p, 2) * 0x340);
    pair_set_csr(p, CSR_XSERIAL, draw(p, 8) ? 0 : UINT64_C(0xfffffff0) << 32);
    pair_set_reg(p, S2, PLAIN);
    pair_set_reg(p, S3,
                 PLAIN | draw(p, 2) << 10 | draw(p, 2) << 24 | draw(p, 3) << 12 | (draw(p, 3) ? 0 : draw(p, 30) << 42));
    pair_set_reg(p, S4, 3);
    pair_set_reg(p, S5, 3);
    pair_set_reg(p, S6, draw(p, 2) << 8);
    pair_set_reg(p, S7, PTR(3, 8 * draw(p, 0x100)));
    pair_set_reg(p, S8, draw(p, 2) ? 0 : draw(p, 4));
    pair_set_reg(p, A0, PTR(2, STACK_PAGE + 8 * draw(p, 0x200)));
    pair_set_reg(p, A3, PTR(1, 8 * draw(p, 0x200)));
    pair_set_reg(p, 32, PTR(1, CODE_AT));
}

static void begin(struct pair *p, struct listing *c)
{
    do
        pair_begin(p);
    while (hart_privilege(p->bench[0]->hart) != PRV_U);
    make_world(p);
    scatter_the_stack(p);
    c->p = p;
    c->calm = 1 + (unsigned)draw(p, 60);
    for (unsigned n = 0; n < LENGTH; n++)
        c->word[n] = MATCH_SG_RET;
    add_client(c);
    for (unsigned n = 0; n < FUNCTIONS; n++) {
        add_function(c, n);
        make_gate(p, n, CODE_AT + 4 * (FIRST + WORDS_EACH * n));
    }
    pair_write(p, HERE, c->word, LENGTH);
    set_hart(p);
    write_handler(p);
    restart(p);
}

static void invalidate(struct pair *p, unsigned kind, uint64_t a, uint64_t b)
{
    for (unsigned n = 0; n < 2; n++)
        hart_invalidate(p->bench[n]->hart, kind, a, b);
}

static void set_generation(struct pair *p, unsigned sel, unsigned generation)
{
    uint64_t word;
    assert_true(bus_read(p->bench[0]->bus, GST + sel * XS_DESC_SIZE, &word, 8));
    put_word(p, GST + sel * XS_DESC_SIZE, (word & UINT32_MAX) | (uint64_t)generation << 32);
    invalidate(p, XS_INVAL_SELECTOR, sel, 0);
}

static void revoke_for_a_while(struct pair *p)
{
    unsigned sel = CLIENT + (unsigned)draw(p, 3);
    set_generation(p, sel, GENERATION + 1);
    pair_run(p, 3);
    set_generation(p, sel, GENERATION);
}

/* Without an invalidation the machine may go on with what it has read; both engines do so alike. */
static void move_a_gate(struct pair *p)
{
    unsigned number = (unsigned)draw(p, GATES);
    make_gate(p, number, CODE_AT + 4 * (FIRST + WORDS_EACH * draw(p, FUNCTIONS)));
    if (draw(p, 2))
        invalidate(p, XS_INVAL_GATES, SERVER, 0);
}

static void change_a_frame(struct pair *p)
{
    uint64_t at = hart_segment(p->bench[0]->hart)->lsp - draw(p, 3) * XS_FRAME_SIZE + 8 * draw(p, 12);
    uint64_t word;
    assert_true(bus_read(p->bench[0]->bus, at, &word, 8));
    put_word(p, at, word ^ UINT64_C(1) << draw(p, 48));
}

/* As if other pages had taken the entries' places. */
static void evict(struct pair *p, enum xs_access access)
{
    const struct tlb_entry none = {0};
    for (unsigned n = 0; n < 2; n++)
        for (unsigned k = 0; k < TLB_ENTRIES; k++)
            tlb_keep(&p->bench[n]->hart->tlb, access, &p->bench[n]->hart->tlb.entry[access][k], &none);
}

/* With what nobody asks for. */
static void fill_the_look_aside_buffer(struct pair *p)
{
    const uint64_t data[4] = {0};
    for (uint32_t k = 0; k < 4 * XS_SLB_ENTRIES; k++)
        for (unsigned n = 0; n < 2; n++)
            xs_slb_fill(hart_segment(p->bench[n]->hart), xs_slb_key(XS_SLB_VSTE, 100 + k, 1, k), data, 4);
}

/* An external interrupt, S-mode's, at any instruction. */
static void interrupt(struct pair *p)
{
    enum { SEI = 9, MIDELEG = 0x303 };
    pair_set_csr(p, MIDELEG, 1 << SEI);
    pair_set_csr(p, MIE, 1 << SEI);
    for (unsigned n = 0; n < 2; n++)
        hart_set_line(p->bench[n]->hart, SEI, true);
    pair_run(p, 1);
    for (unsigned n = 0; n < 2; n++)
        hart_set_line(p->bench[n]->hart, SEI, false);
}

static void interfere(struct pair *p)
{
    switch (draw(p, 20)) {
    case 0: pair_set_csr(p, CSR_XSLW, draw(p, STACK_SIZE)); break;
    case 1: pair_set_csr(p, CSR_XSV, draw(p, 0x10000)); break;
    case 2: pair_set_csr(p, CSR_XFPE, draw(p, 2)); break;
    case 3: pair_set_csr(p, CSR_XTID, draw(p, 3)); break;
    case 4: pair_set_csr(p, CSR_XLSLIM, LINKAGE + (4 + draw(p, FRAMES - 4)) * XS_FRAME_SIZE); break;
    case 5: pair_set_csr(p, CSR_XDL, draw(p, 3) ? draw(p, 2000) : XS_NO_DEADLINE); break;
    case 6: pair_set_csr(p, CSR_XSERIAL, UINT64_C(0xfffffffe) << 32); break;
    case 7: pair_set_csr(p, MSTATUS, draw(p, 2) ? 0x6000 : 0); break;
    case 8: revoke_for_a_while(p); break;
    case 9: move_a_gate(p); break;
    case 10: change_a_frame(p); break;
    case 11: invalidate(p, XS_INVAL_ALL, 0, 0); break;
    case 12: invalidate(p, XS_INVAL_VST, CLIENT, 3); break;
    case 13: evict(p, XS_FETCH); break;
    case 16:
    case 17: interrupt(p); break;
    case 15: fill_the_look_aside_buffer(p); break;
    case 14: evict(p, draw(p, 2) ? XS_LOAD : XS_STORE); break;
    default: break;
    }
}

static void compare_frames(struct pair *p)
{
    uint64_t size = FRAMES * XS_FRAME_SIZE;
    assert_memory_equal(bus_ram(p->bench[0]->bus, LINKAGE, size), bus_ram(p->bench[1]->bus, LINKAGE, size), size);
}

static void far_calls_stay_equal(void **state)
{
    struct pair *p = *state;
    for (uint64_t round = 0; round < p->rounds; round++) {
        struct listing c;
        begin(p, &c);
        for (unsigned part = 0; part < 12; part++) {
            pair_run(p, 8);
            compare_frames(p);
            interfere(p);
            if (draw(p, 2) && hart_privilege(p->bench[0]->hart) == PRV_U)
                restart(p);
        }
        pair_compare_memory(p);
    }
    assert_true(p->system[0] ||
                translator_crossings(p->bench[1]->hart) >= 20 * p->rounds); /* a model of time is told of them in C */
}

int far_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(far_calls_stay_equal, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("far calls", tests, NULL, NULL);
}
