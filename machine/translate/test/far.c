/* Far calls and returns without C: programs that call each other and come back, refused at times, while a kernel changes what decides. */
#include "core/hart_state.h"
#include "far_random.h"
#include "groups.h"
#include "segment/slb.h"
#include "translate/translator.h"

enum { PARTS = 30, EACH = 80, MORE = 3 };

/* --- what interferes -------------------------------------------------------------------------------------------- */
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
    make_gate(p, number, far_function(draw(p, FUNCTIONS)));
    if (draw(p, 2))
        invalidate(p, XS_INVAL_GATES, SERVER, 0);
}

/* Rather the newest, and of it the thread's id or the caller's mark. */
static void change_a_frame(const struct far_round *r)
{
    enum { THREAD_WORD = 10, MARK_WORD };
    struct pair *p = r->p;
    uint64_t number = r->marks && draw(p, 6) ? THREAD_WORD + (draw(p, 3) != 0) : draw(p, 14);
    uint64_t behind = r->marks && draw(p, 2) ? 0 : draw(p, 3);
    uint64_t at = hart_segment(p->bench[0]->hart)->lsp - behind * XS_FRAME_SIZE + 8 * number;
    bool mark = r->marks && number == MARK_WORD && draw(p, 4);
    uint64_t word;
    assert_true(bus_read(p->bench[0]->bus, at, &word, 8));
    put_word(p, at, mark ? 64 * draw(p, 0x180) : word ^ UINT64_C(1) << draw(p, 48));
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

/* For the length of a run, or until it is met. */
static void watch_the_stack(struct pair *p)
{
    uint64_t ea = PTR(2, 0x1000 + 8 * draw(p, 0x900));
    for (unsigned n = 0; n < 2; n++)
        hart_add_watchpoint(p->bench[n]->hart, ea, 8, true, true);
    pair_run(p, 1);
    for (unsigned n = 0; n < 2; n++)
        hart_remove_watchpoint(p->bench[n]->hart, ea, 8);
}

static void break_the_code(struct pair *p)
{
    uint64_t pc = PTR(1, CODE_AT + 4 * draw(p, LENGTH));
    for (unsigned n = 0; n < 2; n++)
        hart_add_breakpoint(p->bench[n]->hart, pc);
    pair_run(p, 1);
    for (unsigned n = 0; n < 2; n++)
        hart_remove_breakpoint(p->bench[n]->hart, pc);
}

static void interfere(const struct far_round *r)
{
    struct pair *p = r->p;
    switch (r->marks && draw(p, 3) ? 10 : draw(p, 20)) {
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
    case 10: change_a_frame(r); break;
    case 11: invalidate(p, XS_INVAL_ALL, 0, 0); break;
    case 12: invalidate(p, XS_INVAL_VST, CLIENT, 3); break;
    case 13: evict(p, XS_FETCH); break;
    case 14: evict(p, draw(p, 2) ? XS_LOAD : XS_STORE); break;
    case 15: fill_the_look_aside_buffer(p); break;
    case 16: interrupt(p); break;
    case 17: watch_the_stack(p); break;
    case 18: break_the_code(p); break;
    default: break;
    }
}

/* --- rounds ----------------------------------------------------------------------------------------------------- */
static void compare_frames(struct pair *p)
{
    uint64_t size = FRAMES * XS_FRAME_SIZE;
    assert_memory_equal(bus_ram(p->bench[0]->bus, LINKAGE, size), bus_ram(p->bench[1]->bus, LINKAGE, size), size);
}

/* With many stops, or with none: what was learnt wrong shows soon, or only after more calls. */
static void run(const struct far_round *r)
{
    struct pair *p = r->p;
    if (!r->marks)
        pair_run(p, 8);
    else if (draw(p, 4) == 0)
        pair_run(p, 4);
    else
        pair_run_exactly(p, 1 + draw(p, draw(p, 2) ? 60 : draw(p, 4) ? 400 : 4000));
    compare_frames(p);
}

/* Some begin anew, most where the client runs: what a callee does stays. */
static bool restarts(const struct far_round *r)
{
    const struct hart *h = r->p->bench[0]->hart;
    bool called = h->segment.lsp != LINKAGE;
    return hart_privilege(h) == PRV_U && draw(r->p, !r->marks ? 2 : called ? 8 : 3) == 0;
}

static void change_something(struct far_round *r)
{
    if (draw(r->p, 5) == 0)
        far_switch_threads(r);
    else
        interfere(r);
}

static void far_calls_stay_equal(void **state)
{
    struct pair *p = *state;
    struct hart *translated = p->bench[1]->hart;
    const uint64_t rounds = MORE * p->rounds; /* short ones */
    for (uint64_t round = 0; round < rounds; round++) {
        struct far_round r;
        if (round % 10 == 9)
            flush(translated->engine_state, translated);
        far_begin(&r, p);
        for (unsigned part = 0; part < PARTS; part++) {
            run(&r);
            if (restarts(&r))
                far_restart(&r);
            else
                change_something(&r);
        }
        pair_compare_memory(p);
    }
    assert_true(p->system[0] ||
                translator_crossings(translated) >= EACH * rounds); /* a model of time is told of them in C */
}

int far_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(far_calls_stay_equal, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("far calls", tests, NULL, NULL);
}
