/* What versions share: the predictor's common cases, and ways into C. */
#include <stddef.h>

#include "core/exec.h"
#include "translate/timed.h"

enum {
    MOV_LOAD = 0x8b,
    MOV_STORE = 0x89,
    MOVZX_WORD = 0x0fb7,
    XOR = 0x33,
    ADD = 0x03,
    COMPARE = 0x3b,
    SHIFT_ONE = 0xd1,
    SHIFT = 0xc1
};
enum { GROUP1 = 0x81, GROUP1_BYTE = 0x80, GROUP1_NEAR = 0x83, INC = 0xff, RET = 0xc3, ALU_ADC = 2 };
#define MODEL(field) ((int32_t)offsetof(struct timing, field))
#define EDGE(field)  ((int32_t)offsetof(struct edge, field))
_Static_assert(sizeof(struct btb_line) == 16, "index is number * 16");

static bool link(unsigned reg)
{
    return reg == 1 || reg == 5;
}

/* What is a call and what is a return: as in timing/engine/charge.c. */
struct edge *edge_new(struct timed *c, const struct insn *i, uint64_t target)
{
    const struct predictor *p = &c->engine->model->predictor;
    struct edge *e = &c->edge[c->edges++];
    bool indirect = i->exec == op_jalr, jump = indirect || i->exec == op_jal;
    *e = (struct edge){
        .pc = i->pc,
        .target = target,
        .back = i[1].pc,
        .key = predict_key(p, i->pc),
        .hint = (uint32_t)(offsetof(struct timing, predictor.btb_hint) + predict_hint(i->pc) * sizeof *p->btb_hint),
        .call = jump && link(i->rd),
        .ret = indirect && link(i->rs1) && !(link(i->rd) && i->rd == i->rs1),
    };
    return e;
}

static void emit_re(struct out *o, unsigned opcode, unsigned reg, int32_t field) /* of the edge in rdx */
{
    emit_rx(o, true, 0, opcode, reg, RDX, NO_INDEX, field);
}

static void emit_ret(struct out *o)
{
    emit_byte(o, RET);
}

static void count_branch(struct out *o)
{
    emit_rc(o, true, INC, 0, MODEL(counters.branches));
}

/* Cycles that are control's. */
static void emit_control(struct out *o, unsigned cycles)
{
    const int32_t model[] = {MODEL(stall), MODEL(counters.stall.control)};
    if (!cycles)
        return;
    emit_rh(o, true, GROUP1, ALU_ADD, offsetof(struct hart, native.now));
    emit_word(o, cycles);
    for (unsigned n = 0; n < 2; n++) {
        emit_rc(o, true, GROUP1, ALU_ADD, model[n]);
        emit_word(o, cycles);
    }
}

/* rdx: edge. Is it in the target buffer, with its target? If not, C learns it. */
static void emit_known(struct out *o, const struct timed *c, const uint8_t *learn)
{
    emit_rx(o, false, 0, MOV_LOAD, RAX, RDX, NO_INDEX, EDGE(hint));
    emit_rx(o, false, 0, MOVZX_WORD, RAX, CLOCK, RAX, 0);
    emit_rr(o, false, SHIFT, SHIFT_LEFT, RAX);
    emit_byte(o, 4);
    emit_rc(o, true, ADD, RAX, MODEL(predictor.btb));
    emit_re(o, MOV_LOAD, RCX, EDGE(pc));
    emit_rx(o, true, 0, COMPARE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, pc));
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), learn);
    emit_re(o, MOV_LOAD, RCX, EDGE(target));
    emit_rx(o, true, 0, COMPARE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, target));
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), learn);
    emit_control(o, c->engine->model->profile->taken_btb);
    count_branch(o);
    emit_ret(o);
}

/* rdx: edge. The counter of its direction, by history; what it did not expect is C's. */
static void emit_direction(struct out *o, const struct timing_profile *f, bool taken, const uint8_t *wrong)
{
    emit_rc(o, false, MOV_LOAD, RAX, MODEL(predictor.history));
    emit_rc(o, true, MOV_LOAD, RCX, MODEL(predictor.fold));
    emit_r8(o, MOV_LOAD, RCX, RCX, RAX, 0);
    emit_re(o, XOR, RCX, EDGE(key));
    emit_rc(o, true, MOV_LOAD, RAX, MODEL(predictor.bht));
    emit_rx(o, false, 0, GROUP1_BYTE, ALU_CMP, RAX, RCX, 0);
    emit_byte(o, 1u << (f->bht_bits - 1));
    emit_aim(emit_jump_if(o, taken ? IF_BELOW : IF_NOT_BELOW), wrong);
    if (f->bht_bits > 1) {
        emit_rx(o, false, 0, GROUP1_BYTE, taken ? ALU_CMP : ALU_SUB, RAX, RCX, 0);
        emit_byte(o, taken ? (1u << f->bht_bits) - 1 : 1);
        emit_rx(o, false, 0, GROUP1_BYTE, ALU_ADC, RAX, RCX, 0);
        emit_byte(o, 0);
    }
    emit_rc(o, false, SHIFT_ONE, SHIFT_RIGHT, MODEL(predictor.history));
    if (taken && f->history_length) {
        emit_rc(o, false, GROUP1, ALU_OR, MODEL(predictor.history));
        emit_word(o, 1u << (f->history_length - 1));
    }
}

/* rdx: where the call comes back to. */
static void emit_call_push(struct out *o, const struct timing_profile *f)
{
    if (f->ras_entries) {
        emit_rc(o, false, MOV_LOAD, RAX, MODEL(predictor.ras_top));
        emit_alu_imm(o, false, ALU_ADD, RAX, 1);
        emit_alu_imm(o, false, ALU_CMP, RAX, (int32_t)f->ras_entries);
        uint8_t *inside = emit_jump_if(o, IF_BELOW);
        emit_constant(o, RAX, 0);
        emit_aim(inside, o->at);
        emit_rc(o, false, MOV_STORE, RAX, MODEL(predictor.ras_top));
        emit_rc(o, true, MOV_LOAD, RCX, MODEL(predictor.ras));
        emit_r8(o, MOV_STORE, RDX, RCX, RAX, 0);
        emit_rc(o, false, GROUP1, ALU_CMP, MODEL(predictor.ras_depth));
        emit_word(o, f->ras_entries);
        emit_rc(o, false, GROUP1, ALU_ADC, MODEL(predictor.ras_depth));
        emit_word(o, 0);
    }
    emit_ret(o);
}

static uint8_t *c_stub(struct out *o, timed_fn *function)
{
    uint8_t *at = o->at;
    emit_probe(o, (const void *)(uintptr_t)function);
    return at;
}

/* Called, but never returned from, with rax: instruction, edx: version. */
static void emit_quit(struct out *o, struct translator *t)
{
    t->timed->quit = o->at;
    emit_body_stub(o, t->leave, timed_quit);
}

void timed_stubs(struct translator *t, struct out *o)
{
    struct timed *c = t->timed;
    const struct timing_profile *f = c->engine->model->profile;
    c->probe = c_stub(o, timed_probe);
    c->line = c_stub(o, timed_line);
    c->fetch = c_stub(o, timed_fetch);
    c->divide = c_stub(o, timed_divide);
    c->indirect = c_stub(o, timed_went_far);
    const uint8_t *went = c_stub(o, timed_went), *stayed = c_stub(o, timed_stayed), *jumped = c_stub(o, timed_jumped);
    c->jump = o->at;
    emit_known(o, c, jumped);
    c->call = o->at;
    emit_call_push(o, f);
    c->taken = o->at;
    if (f->bht_entries)
        emit_direction(o, f, true, went);
    else
        emit_aim(emit_jump(o), went);
    emit_known(o, c, jumped);
    c->not_taken = o->at;
    if (f->bht_entries)
        emit_direction(o, f, false, stayed);
    else
        emit_aim(emit_jump(o), stayed);
    count_branch(o);
    emit_ret(o);
    emit_quit(o, t);
}
