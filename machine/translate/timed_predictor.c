/* The predictor in translated code: each stub does what timing/predict.c does for the kind of branch or jump that it is called for. */
#include <stddef.h>

#include "core/exec.h"
#include "translate/timed.h"

enum { MOV_LOAD = 0x8b, MOV_STORE = 0x89, XOR = 0x33, ADD = 0x03, COMPARE = 0x3b, SHIFT_ONE = 0xd1, SHIFT = 0xc1 };
enum { GROUP1 = 0x81, GROUP1_BYTE = 0x80, GROUP1_NEAR = 0x83, INC = 0xff, RET = 0xc3 };
#define MODEL(field) ((int32_t)offsetof(struct timing, field))
#define EDGE(field)  ((int32_t)offsetof(struct edge, field))

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
        .place = p->btb,
        .call = jump && is_call(i),
        .ret = indirect && is_return(i),
    };
    return e;
}

static void emit_re(struct out *o, unsigned opcode, unsigned reg, int32_t field) /* of the edge in rdx */
{
    emit_rx(o, true, 0, opcode, reg, RDX, NO_INDEX, field);
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

static void emit_counts(struct out *o, unsigned cycles, bool wrong)
{
    emit_control(o, cycles);
    emit_rc(o, true, INC, 0, MODEL(counters.branches));
    if (wrong)
        emit_rc(o, true, INC, 0, MODEL(counters.mispredicts));
}

/* The end of a stub. */
static void emit_end(struct out *o, unsigned cycles, bool wrong)
{
    emit_counts(o, cycles, wrong);
    emit_byte(o, RET);
}

/* rdx: edge. rax := its place in the target buffer; if it is not where it was last: C. */
static void emit_find(struct out *o, const uint8_t *elsewhere)
{
    emit_re(o, MOV_LOAD, RAX, EDGE(place));
    emit_re(o, MOV_LOAD, RCX, EDGE(pc));
    emit_rx(o, true, 0, COMPARE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, pc));
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), elsewhere);
}

/* The same, and its target there must be the edge's. */
static void emit_known(struct out *o, const uint8_t *elsewhere)
{
    emit_find(o, elsewhere);
    emit_re(o, MOV_LOAD, RCX, EDGE(target));
    emit_rx(o, true, 0, COMPARE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, target));
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), elsewhere);
}

/* --- branches ----------------------------------------------------------------------------------------------------- */
static void emit_history(struct out *o, const struct timing_profile *f, bool taken)
{
    emit_rc(o, false, SHIFT_ONE, SHIFT_RIGHT, MODEL(predictor.history));
    if (taken && f->history_length) {
        emit_rc(o, false, GROUP1, ALU_OR, MODEL(predictor.history));
        emit_word(o, 1u << (f->history_length - 1));
    }
}

static void emit_counter(struct out *o, enum alu op, unsigned operand)
{
    emit_rx(o, false, 0, GROUP1_BYTE, op, RAX, RCX, 0);
    emit_byte(o, operand);
}

/* rdx: edge. The counter of its direction, by history, learns it; the answer is the jump that is taken if it expected
 * the other one. */
static uint8_t *emit_direction(struct out *o, const struct timing_profile *f, bool taken)
{
    emit_rc(o, false, MOV_LOAD, RAX, MODEL(predictor.history));
    emit_rc(o, true, MOV_LOAD, RCX, MODEL(predictor.fold));
    emit_r8(o, MOV_LOAD, RCX, RCX, RAX, 0);
    emit_re(o, XOR, RCX, EDGE(key));
    emit_rc(o, true, MOV_LOAD, RAX, MODEL(predictor.bht));
    emit_counter(o, ALU_CMP, 1u << (f->bht_bits - 1));
    uint8_t *wrong = emit_jump_if(o, taken ? IF_BELOW : IF_NOT_BELOW);
    if (f->bht_bits > 1) { /* up to the most, or down to 0 */
        emit_counter(o, taken ? ALU_CMP : ALU_SUB, taken ? (1u << f->bht_bits) - 1 : 1);
        emit_counter(o, ALU_ADC, 0);
    }
    emit_history(o, f, taken);
    return wrong;
}

static void emit_wrong(struct out *o, const struct timing_profile *f, bool taken, const uint8_t *missed)
{
    emit_counter(o, taken ? ALU_ADD : ALU_SUB, 1);
    emit_history(o, f, taken);
    if (taken)
        emit_known(o, missed);
    emit_end(o, f->mispredict, true);
}

/* A call from behind the block, from where it goes on at w->o.at; every register is as it was at the jump. */
static struct cold *call_from(struct work *w, uint8_t *jump, const uint8_t *stub)
{
    struct cold *c = &w->cold[w->colds++];
    *c = (struct cold){.kind = COLD_CALL, .jump = {jump}, .jumps = 1, .stub = stub};
    return c;
}

/* rdx: edge of a branch that goes this way. */
void timed_edge(struct work *w, bool taken)
{
    struct out *o = &w->o;
    const struct timed *c = w->t->timed;
    const struct timing_profile *f = c->engine->model->profile;
    struct cold *wrong, *unknown = NULL;
    if (!f->bht_entries) {
        emit_call(o, taken ? c->ways.went : c->ways.stayed);
        return;
    }
    wrong = call_from(w, emit_direction(o, f, taken), taken ? c->wrong_taken : c->wrong_not_taken);
    if (taken) {
        emit_re(o, MOV_LOAD, RAX, EDGE(place));
        emit_re(o, MOV_LOAD, RCX, EDGE(pc));
        emit_rx(o, true, 0, COMPARE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, pc));
        unknown = call_from(w, emit_jump_if(o, IF_NOT_EQUAL), c->ways.jumped);
        emit_re(o, MOV_LOAD, RCX, EDGE(target));
        emit_rx(o, true, 0, COMPARE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, target));
        cold_jump(unknown, emit_jump_if(o, IF_NOT_EQUAL));
    }
    emit_counts(o, taken ? f->taken_btb : 0, false);
    wrong->back = o->at;
    if (unknown)
        unknown->back = o->at;
}

/* --- jumps -------------------------------------------------------------------------------------------------------- */
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
    emit_byte(o, RET);
}

/* rax: where a return goes, which stays there. The return stack's word for it must be right. */
static void emit_back(struct out *o, const struct timing_profile *f, const uint8_t *otherwise)
{
    emit_rc(o, false, GROUP1, ALU_CMP, MODEL(predictor.ras_depth));
    emit_word(o, 0);
    uint8_t *empty = emit_jump_if(o, IF_EQUAL);
    emit_push(o, RAX);
    emit_rc(o, false, MOV_LOAD, RAX, MODEL(predictor.ras_top));
    emit_rc(o, true, MOV_LOAD, RCX, MODEL(predictor.ras));
    emit_r8(o, MOV_LOAD, RCX, RCX, RAX, 0);
    emit_rx(o, true, 0, COMPARE, RCX, RSP, NO_INDEX, 0);
    emit_aim(emit_jump_if(o, IF_NOT_EQUAL), otherwise);
    emit_find(o, otherwise);
    emit_rx(o, true, 0, MOV_LOAD, RCX, RSP, NO_INDEX, 0);
    emit_rx(o, true, 0, MOV_STORE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, target));
    emit_rc(o, false, MOV_LOAD, RAX, MODEL(predictor.ras_top));
    emit_alu_imm(o, false, ALU_SUB, RAX, 1);
    uint8_t *inside = emit_jump_if(o, IF_NOT_BELOW);
    emit_constant(o, RAX, f->ras_entries - 1);
    emit_aim(inside, o->at);
    emit_rc(o, false, MOV_STORE, RAX, MODEL(predictor.ras_top));
    emit_rc(o, false, GROUP1, ALU_SUB, MODEL(predictor.ras_depth));
    emit_word(o, 1);
    emit_pop(o, RAX);
    emit_end(o, f->taken_btb, false);
    emit_aim(empty, o->at);
    emit_push(o, RAX);
    emit_aim(emit_jump(o), otherwise);
}

/* The same for another indirect jump. The target buffer knows the last target. */
static void emit_indirect(struct out *o, const struct timing_profile *f, const uint8_t *otherwise)
{
    emit_push(o, RAX);
    emit_find(o, otherwise);
    emit_rx(o, true, 0, MOV_LOAD, RCX, RSP, NO_INDEX, 0);
    emit_rx(o, true, 0, COMPARE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, target));
    uint8_t *wrong = emit_jump_if(o, IF_NOT_EQUAL);
    emit_pop(o, RAX);
    emit_end(o, f->taken_btb, false);
    emit_aim(wrong, o->at);
    emit_rx(o, true, 0, MOV_STORE, RCX, RAX, NO_INDEX, offsetof(struct btb_line, target));
    emit_pop(o, RAX);
    emit_end(o, f->mispredict, true);
}

void timed_predictor(struct timed *c, struct out *o, const struct ways *ways)
{
    const struct timing_profile *f = c->engine->model->profile;
    const uint8_t *otherwise = o->at; /* with rax pushed */
    emit_pop(o, RAX);
    emit_aim(emit_jump(o), ways->went_far);
    c->ways = *ways;
    c->wrong_taken = o->at;
    emit_wrong(o, f, true, ways->missed);
    c->wrong_not_taken = o->at;
    emit_wrong(o, f, false, NULL);
    c->jump = o->at;
    emit_known(o, ways->jumped);
    emit_end(o, f->taken_btb, false);
    c->call = o->at;
    emit_call_push(o, f);
    c->back = o->at;
    emit_back(o, f, otherwise);
    c->indirect = o->at;
    emit_indirect(o, f, otherwise);
    c->indirect_call = ways->went_far;
}
