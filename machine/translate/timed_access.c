/* Fetches and data accesses: hits in a line, by the lists of what hits. */
#include "translate/timed_emit.h"

enum { MOV_LOAD = 0x8b, MOV_STORE = 0x89, ADD = 0x03, COMPARE = 0x3b, XOR = 0x33, SHIFT = 0xc1 };
enum { INC = 0xff, TEST_IMM = 0xf7, SP = 2 };

void emit_rc(struct out *o, bool wide, unsigned opcode, unsigned reg, int32_t offset)
{
    emit_rx(o, wide, 0, opcode, reg, CLOCK, NO_INDEX, offset);
}

struct cold *timed_cold(struct work *w, const struct insn *i, uint8_t *jump, const uint8_t *stub, unsigned what)
{
    struct cold *c = &w->cold[w->colds++];
    *c = (struct cold){.kind = COLD_TIMED, .jump = {jump}, .jumps = 1, .i = i, .stub = stub, .what = what};
    return c;
}

/* The stub does it, or nothing is done and the translation is left before the instruction. */
void emit_timed_cold(struct work *w, const struct cold *c)
{
    struct out *o = &w->o;
    if (c->stub) {
        if (c->stub == clock_of(w)->fetch)
            emit_constant(o, RAX, c->target);
        emit_constant(o, RDX, c->what);
        emit_call(o, c->stub);
        emit_aim(emit_jump_if(o, IF_NOT_EQUAL), c->back);
    }
    emit_constant(o, RAX, (uintptr_t)c->i);
    emit_constant(o, RDX, w->id);
    emit_call(o, clock_of(w)->quit);
}

/* --- code ------------------------------------------------------------------------------------------------------- */
/* The instruction cache's list; the answer is the jump that is taken if the line is not in it. */
static uint8_t *emit_find_line(struct work *w, uint64_t line)
{
    const struct timed *c = clock_of(w);
    const struct cache *l1 = &c->engine->model->memory->l1i[c->engine->model->hart];
    const struct quick *q = &c->engine->model->quick;
    uint64_t tag = (uintptr_t)w->b->code - (w->b->pc & PAGE_MASK) + (line & PAGE_MASK);
    unsigned place = tag / profile_of(w)->line_bytes & q->fetch_mask;
    if (!l1->sets)
        return NULL;
    if (!q->fetch_mask)
        return emit_jump(&w->o);
    emit_constant(&w->o, RAX, tag);
    emit_rc(&w->o, true, COMPARE, RAX, MODEL(quick.fetch) + (int32_t)(8 * place));
    return emit_jump_if(&w->o, IF_NOT_EQUAL);
}

/* Fetches a line, unless it is the one that is being executed already. In the same page the TLB's entry stays the latest. */
static void emit_line(struct work *w, const struct insn *i, uint64_t line)
{
    struct out *o = &w->o;
    uint8_t *same = NULL, *far = NULL, *miss;
    if (line == w->line)
        return;
    if (w->line == TIMING_NO_LINE) {
        emit_constant(o, RAX, line);
        emit_rc(o, true, MOV_LOAD, RCX, MODEL(line));
        emit_rr(o, true, COMPARE, RCX, RAX);
        same = emit_jump_if(o, IF_EQUAL);
        emit_rr(o, true, XOR, RCX, RAX);
        emit_rr(o, true, SHIFT, SHIFT_RIGHT, RCX);
        emit_byte(o, PAGE_BITS);
        far = emit_jump_if(o, IF_NOT_EQUAL);
    }
    miss = emit_find_line(w, line);
    emit_rh(o, true, INC, 0, NATIVE(fetches));
    emit_constant(o, RAX, line);
    emit_rc(o, true, MOV_STORE, RAX, MODEL(line));
    if (far || miss) {
        struct cold *c =
            timed_cold(w, i, far ? far : miss, clock_of(w)->fetch, WHERE(number_of(w), index_of_insn(w, i), 0));
        if (far && miss)
            cold_jump(c, miss);
        c->target = line;
        c->back = o->at;
    }
    if (same)
        emit_aim(same, o->at);
    w->line = line;
}

void emit_lines(struct work *w, const struct insn *i)
{
    emit_line(w, i, line_of(w, i->pc));
    emit_line(w, i, line_of(w, i[1].pc - 1));
}

/* --- data ------------------------------------------------------------------------------------------------------- */
/* rax: host address. Is its line in the data cache's list? */
static void emit_find_data(struct work *w, const struct insn *i, bool store)
{
    struct out *o = &w->o;
    struct timed *c = clock_of(w);
    const struct cache *l1 = &c->engine->model->memory->l1d[c->engine->model->hart];
    const struct quick *q = &c->engine->model->quick;
    unsigned bytes = profile_of(w)->line_bytes;
    uint8_t *miss;
    if (!l1->sets)
        return;
    if (q->data_mask) {
        emit_rr(o, false, MOV_LOAD, RDX, RAX);
        emit_rr(o, false, SHIFT, SHIFT_RIGHT, RDX);
        emit_byte(o, (unsigned)__builtin_ctz(bytes) - 3);
        emit_alu_imm(o, false, ALU_AND, RDX, (int32_t)(q->data_mask << 3));
        emit_rr(o, true, MOV_LOAD, RCX, RAX);
        emit_alu_imm(o, true, ALU_AND, RCX, -(int32_t)bytes);
        emit_rx(o, true, 0, COMPARE, RCX, CLOCK, RDX, store ? MODEL(quick.store) : MODEL(quick.load));
        miss = emit_jump_if(o, IF_NOT_EQUAL);
    } else {
        miss = emit_jump(o);
    }
    timed_cold(w, i, miss, c->line, WHERE(number_of(w), index_of_insn(w, i), store ? PROBE_STORE : 0))->back = o->at;
}

/* rax: effective address; then: host address. The tables before the TLB hold only what is in the modelled one, too. */
void timed_look_up(struct work *w, const struct row *row, const struct insn *i, struct cold *miss)
{
    struct out *o = &w->o;
    unsigned n = index_of_insn(w, i);
    unsigned where =
        WHERE(number_of(w), n, row->size | (row->store ? PROBE_STORE : 0) | (i->rs1 == SP ? PROBE_STACK : 0));
    int32_t range = (int32_t)(offsetof(struct front_side, range) + row->store * sizeof(struct front_range));
    int32_t use =
        (int32_t)(offsetof(struct hart, tlb.front.use) + row->store * FRONT_ENTRIES * sizeof(struct front_use));
    struct cold *c;
    emit_sum(o, RAX, i->rs1, (int32_t)i->imm);
    if (i->rs1 == SP) {
        look_up_stack(o, row->store);
        c = probe(w, emit_jump_if(o, IF_NOT_BELOW), clock_of(w)->probe, where, miss);
        if (row->size > 1) {
            emit_rr(o, false, TEST_IMM, 0, RAX);
            emit_word(o, row->size - 1);
            cold_jump(c, emit_jump_if(o, IF_NOT_EQUAL));
        }
        emit_rh(o, true, MOV_LOAD, RDX,
                (int32_t)(offsetof(struct hart, tlb.front.range_use) + row->store * sizeof(struct front_use)));
        emit_side(o, true, ADD, RAX, range + (int32_t)offsetof(struct front_range, addend));
    } else {
        c = probe(w, emit_front(o, row->size, row->store), clock_of(w)->probe, where, miss);
        emit_rx(o, true, 0, MOV_LOAD, RDX, HART, RCX, use - HART_BIAS);
        emit_rx(o, true, 0, ADD, RAX, HART, RCX, front_at(row->store) + (int32_t)offsetof(struct front_entry, addend));
    }
    emit_rh(o, true, MOV_LOAD, RCX, NATIVE(now));
    if (ahead(w, n + 1))
        emit_alu_imm(o, true, ALU_SUB, RCX, ahead(w, n + 1));
    emit_rx(o, true, 0, MOV_STORE, RCX, RDX, NO_INDEX, 0);
    c->back = o->at;
    emit_find_data(w, i, row->store);
}
