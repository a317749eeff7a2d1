/* Memory accesses, branches and jumps. */
#include <stddef.h>

#include "core/exec.h"
#include "translate/translator.h"

enum { MOV_LOAD = 0x8b, MOV_STORE = 0x89, COMPARE = 0x3b, OR = 0x0b, TEST = 0x85 };
_Static_assert(sizeof(struct front_entry) == 16 && FRONT_ENTRIES == 256 && FRONT_STEP == 8, "index is (ea >> 12) * 16");

void look_up_for(struct work *w, const struct row *row, const struct insn *i, struct cold *miss)
{
    struct out *o = &w->o;
    int32_t entry = offsetof(struct hart, tlb.front.entry) + row->store * FRONT_ENTRIES * sizeof(struct front_entry);
    emit_get(o, RAX, i->rs1);
    if (i->imm)
        emit_alu_imm(o, true, ALU_ADD, RAX, (int32_t)i->imm);
    emit_rr(o, false, MOV_LOAD, RCX, RAX);
    emit_rr(o, false, 0xc1, SHIFT_RIGHT, RCX);
    emit_byte(o, 8);
    emit_alu_imm(o, false, ALU_AND, RCX, 0xff0);
    emit_rr(o, true, MOV_LOAD, RDX, RAX);
    emit_alu_imm(o, true, ALU_AND, RDX, ~(int32_t)PAGE_MASK | (int32_t)(row->size - 1));
    emit_rh(o, true, OR, RDX, offsetof(struct hart, tlb.front.stamp));
    emit_rx(o, true, 0, COMPARE, RDX, HART, RCX, entry + offsetof(struct front_entry, tag) - HART_BIAS);
    cold_jump(miss, emit_jump_if(o, IF_NOT_EQUAL));
    emit_rx(o, true, 0, MOV_LOAD, RCX, HART, RCX, entry + offsetof(struct front_entry, addend) - HART_BIAS);
}

struct cold *look_up(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = cold_body(w, i);
    look_up_for(w, row, i, miss);
    return miss;
}

void emit_load(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = look_up(w, row, i);
    enum host reg = i->rd == REG_SINK || host_of(i->rd) == IN_MEMORY ? RAX : host_of(i->rd);
    emit_rx(&w->o, row->detail == 1, 0, row->opcode, reg, RAX, RCX, 0);
    emit_put(&w->o, i->rd, reg);
    cold_end(w, miss);
}

void emit_store(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = look_up(w, row, i);
    enum host reg = host_of(i->rs2) == IN_MEMORY ? RDX : host_of(i->rs2);
    emit_get(&w->o, reg, i->rs2);
    emit_rx(&w->o, row->detail == 1, row->detail == 1 ? 0 : row->detail, row->opcode, reg, RAX, RCX, 0);
    cold_end(w, miss);
}

void emit_branch(struct work *w, const struct row *row, const struct insn *i)
{
    enum host reg = host_of(i->rs1) == IN_MEMORY ? RAX : host_of(i->rs1);
    emit_get(&w->o, reg, i->rs1);
    if (i->rs2 == 0)
        emit_alu_imm(&w->o, true, ALU_CMP, reg, 0);
    else
        emit_rg(&w->o, true, COMPARE, reg, i->rs2);
    chain(w, emit_jump_if(&w->o, row->opcode), i->pc + i->imm);
    emit_chain(w, i[1].pc);
    w->ended = true;
}

void emit_jal(struct work *w, const struct row *row, const struct insn *i)
{
    (void)row;
    if (i->rd != REG_SINK) {
        emit_constant(&w->o, RAX, i[1].pc);
        emit_put(&w->o, i->rd, RAX);
    }
    emit_chain(w, i->pc + i->imm);
    w->ended = true;
}

void emit_jalr(struct work *w, const struct row *row, const struct insn *i)
{
    (void)row;
    emit_get(&w->o, RAX, i->rs1);
    if (i->imm)
        emit_alu_imm(&w->o, true, ALU_ADD, RAX, (int32_t)i->imm);
    emit_alu_imm(&w->o, true, ALU_AND, RAX, -2);
    if (i->rd != REG_SINK) {
        emit_constant(&w->o, RCX, i[1].pc);
        emit_put(&w->o, i->rd, RCX);
    }
    emit_hop(&w->o, w->t->leave);
    w->ended = true;
}
