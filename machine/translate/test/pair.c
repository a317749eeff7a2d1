#include "pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hart_state.h"
#include "timing/engine/engine.h"
#include "translate/far.h"
#include "translate/timed.h"

static struct timing_profile profile;
static bool timed, crowded;
static unsigned part = 1;

static void set_parameter(struct timing_profile *p, const char *name, uint32_t value)
{
    bool known = false;
#define PARAM(parameter, least, most)                        \
    if (strcmp(name, #parameter) == 0) {                     \
        assert_true(value + 1 > (least) && value <= (most)); \
        p->parameter = value;                                \
        known = true;                                        \
    }
#include "timing/profile.def"
#undef PARAM
    assert_true(known);
}

void pair_under(const char *name, const char *changes, unsigned of)
{
    struct timing_error why;
    char parameter[32];
    int length;
    unsigned value;
    assert_true(timing_profile_read(&profile, name, timing_profile_builtin(name), &why));
    for (; sscanf(changes, " %31[a-z0-9_]=%u%n", parameter, &value, &length) == 2; changes += length)
        set_parameter(&profile, parameter, value);
    assert_int_equal(*changes, 0);
    timed = true;
    part = of;
}

void pair_crowd(bool on)
{
    crowded = on;
}

uint64_t draw(struct pair *p, uint64_t below)
{
    p->random ^= p->random << 13;
    p->random ^= p->random >> 7;
    p->random ^= p->random << 17;
    return (p->random >> 11) % below;
}

static uint64_t setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 0) : usual;
}

static bool attach(struct pair *p)
{
    if (!timed)
        return translator_attach(p->bench[1]->hart);
    for (unsigned n = 0; n < 2; n++)
        assert_non_null(p->system[n] = timing_new(&profile, 1));
    assert_true(timing_attach(p->bench[0]->hart, p->system[0]->hart));
    return translator_attach_timed(p->bench[1]->hart, p->system[1]->hart);
}

int pair_setup(void **state)
{
    struct pair *p = calloc(1, sizeof *p);
    for (unsigned n = 0; n < 2; n++)
        assert_int_equal(bench_setup((void **)&p->bench[n]), 0);
    p->random = setting("FUZZ_SEED", 1) * UINT64_C(0x9e3779b97f4a7c15);
    p->rounds = setting("FUZZ_ROUNDS", ROUNDS) / part / (crowded && part == 1 ? 5 : 1);
    *state = p;
    if (!attach(p))
        skip();
    return 0;
}

int pair_teardown(void **state)
{
    struct pair *p = *state;
    for (unsigned n = 0; n < 2; n++) {
        bench_teardown((void **)&p->bench[n]);
        timing_free(p->system[n]);
    }
    free(p);
    return 0;
}

/* A trap goes on behind the instruction that trapped, in the mode that it came from. */
static void write_handler(struct bench *b)
{
    const uint32_t machine[] = {CSRR(T0, MEPC), ADDI(T0, T0, 4), CSRW(MEPC, T0), MRET};
    bench_write(b, TRAPS, machine, 4);
}

uint64_t random_value(struct pair *p)
{
    switch (draw(p, 6)) {
    case 0: return draw(p, 4) - 2;
    case 1: return HERE + draw(p, WORDS * 4);
    case 2: return DEVICE + 8 * draw(p, 8);
    case 3: return draw(p, UINT64_C(1) << 53) << draw(p, 12);
    default: return DATA + draw(p, 0x3000);
    }
}

void pair_begin(struct pair *p)
{
    static const enum privilege modes[] = {PRV_M, PRV_S, PRV_U};
    enum privilege mode = modes[draw(p, 3)];
    for (unsigned n = 0; n < 2; n++) {
        struct bench *b = p->bench[n];
        hart_reset(b->hart, HERE, 0, 0, 0);
        write_handler(b);
        bench_set_csr(b, MTVEC, TRAPS);
        bench_set_csr(b, MSTATUS, 0x6000);
        bench_set_csr(b, PMPADDR0 + 15, ~UINT64_C(0));
        bench_set_csr(b, PMPCFG0 + 2, UINT64_C(0x1f) << 56);
        if (mode != PRV_M)
            bench_enter(b, mode, HERE);
    }
}

void pair_set_csr(struct pair *p, unsigned csr, uint64_t value)
{
    for (unsigned n = 0; n < 2; n++)
        bench_set_csr(p->bench[n], csr, value);
}

void pair_set_reg(struct pair *p, unsigned reg, uint64_t value)
{
    for (unsigned n = 0; n < 2; n++)
        hart_set_reg(p->bench[n]->hart, reg, value);
}

void pair_write(struct pair *p, uint64_t pa, const uint32_t *words, unsigned count)
{
    for (unsigned n = 0; n < 2; n++)
        bench_write(p->bench[n], pa, words, count);
}

static void compare_times(struct pair *p)
{
    struct timing *a = p->system[0]->hart, *b = p->system[1]->hart;
    timing_settle(a);
    timing_settle(b);
    assert_int_equal(timing_cycles(a), timing_cycles(b));
    assert_memory_equal(&a->counters, &b->counters, sizeof a->counters);
    assert_memory_equal(a->memory->counters, b->memory->counters, sizeof *a->memory->counters);
    assert_memory_equal(&a->pairs, &b->pairs, sizeof a->pairs);
}

static void compare(struct pair *p)
{
    struct hart *a = p->bench[0]->hart, *b = p->bench[1]->hart;
    for (unsigned r = 0; r < 65; r++)
        assert_int_equal(hart_get_reg(a, r), hart_get_reg(b, r));
    assert_int_equal(hart_instret(a), hart_instret(b));
    assert_int_equal(hart_state_hash(a), hart_state_hash(b));
    assert_int_equal(a->reserved_size, b->reserved_size);
    assert_memory_equal(hart_counters(a), hart_counters(b), sizeof *hart_counters(a));
    assert_memory_equal(a->segment.slb, b->segment.slb, sizeof a->segment.slb);
    assert_int_equal(a->segment.slb_changes, b->segment.slb_changes);
    if (p->system[0])
        compare_times(p);
}

void pair_compare_memory(struct pair *p)
{
    assert_memory_equal(bus_ram(p->bench[0]->bus, RAM, RAM_SIZE), bus_ram(p->bench[1]->bus, RAM, RAM_SIZE), RAM_SIZE);
    assert_int_equal(p->bench[0]->device_accesses, p->bench[1]->device_accesses);
}

static unsigned fill(struct pair *p, unsigned used, unsigned size, unsigned left)
{
    return draw(p, 2) && size - used > left ? size - (unsigned)draw(p, left) : used;
}

/* Any of the translator's tables, or its memory, has room for a few more only. */
static void fill_tables(struct pair *p)
{
    struct translator *t = p->bench[1]->hart->engine_state;
    uint8_t *end = t->code.write + CODE_SIZE;
    if (draw(p, 2) && end - t->at > 3 * BLOCK_ROOM)
        t->at = end - BLOCK_ROOM - draw(p, 2 * BLOCK_ROOM);
    t->sites = fill(p, t->sites, SITES, 16);
    t->far->sites = fill(p, t->far->sites, FAR_SITES, 16);
    t->far->sides = draw(p, 4) ? t->far->sides : FAR_SIDES / 2;
    if (!t->timed)
        return;
    t->timed->edges = fill(p, t->timed->edges, EDGES, 16);
    t->timed->versions = fill(p, t->timed->versions, VERSIONS, 8);
    t->timed->states = fill(p, t->timed->states, PIPE_STATES, 8);
}

static void run(struct pair *p, uint64_t budget, uint64_t until)
{
    for (unsigned n = 0; n < 2; n++)
        hart_run_until(p->bench[n]->hart, until);
    if (crowded && draw(p, 4) == 0)
        fill_tables(p);
    enum hart_stop a = hart_run(p->bench[0]->hart, budget), b = hart_run(p->bench[1]->hart, budget);
    assert_int_equal(a, b);
    compare(p);
}

void pair_run(struct pair *p, unsigned stops)
{
    for (unsigned stop = 0; stop < stops; stop++) {
        uint64_t budget = 1 + draw(p, stop % 4 ? 40 : 2000);
        run(p, budget, draw(p, 4) ? UINT64_MAX : hart_cycles(p->bench[0]->hart) + 1 + draw(p, stop % 8 ? 100 : 4000));
    }
}

void pair_run_exactly(struct pair *p, uint64_t count)
{
    run(p, count, UINT64_MAX);
}
