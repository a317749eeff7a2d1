/* Memory accesses, branches and jumps. */
#include <stddef.h>

#include "core/exec.h"
#include "translate/timed.h"

enum { MOV_LOAD = 0x8b, COMPARE = 0x3b, SUBTRACT = 0x2b, SP = 2 };

/* The stack pointer's range, or the table of pages; what they do not hold is looked up out of line, then by the body. */
struct cold *probe(struct work *w, uint8_t *jump, const uint8_t *stub, unsigned what, struct cold *miss)
{
    struct cold *c = &w->cold[w->colds++];
    *c = (struct cold){.kind = COLD_PROBE, .jump = {jump}, .jumps = 1, .stub = stub, .what = what, .miss = miss};
    return c;
}

void look_up_stack(struct out *o, bool store)
{
    int32_t range = offsetof(struct front_side, range) + store * sizeof(struct front_range);
    emit_rr(o, true, MOV_LOAD, RCX, RAX);
    emit_side(o, true, SUBTRACT, RCX, range + offsetof(struct front_range, first));
    emit_side(o, true, COMPARE, RCX, range + offsetof(struct front_range, span));
}

/* The top nibble that the register most likely has before `i`: a pointer comes from a pointer, and often from where one lies. 0: no pointer
 * is in sight. */
static unsigned nibble_of(const struct work *w, const struct insn *i, unsigned guest)
{
    if (guest == 0)
        return 0;
    while (i-- > w->b->insn)
        if (i->rd == guest) {
            const struct row *row = row_of(i->exec);
            bool sum = i->exec == op_add, moved = i->exec == op_addi || (row && row->size && !row->fp);
            if (i->exec == op_auipc)
                return XS_SG_CODE;
            unsigned first = sum || moved ? nibble_of(w, i, i->rs1) : 0;
            return first == 0 && sum ? w->h->x[i->rs2] >> XS_OFFSET_BITS : first;
        }
    return w->h->x[guest] >> XS_OFFSET_BITS;
}

/* Outside Xseg all nibbles have one stamp. */
static unsigned likely_nibble(const struct work *w, const struct insn *i)
{
    unsigned nibble = w->h->offset_mask[1] == UINT64_MAX ? 0 : nibble_of(w, i, i->rs1);
    return nibble == 0 ? XS_SG_CODE : nibble;
}

void look_up_for(struct work *w, const struct row *row, const struct insn *i, struct cold *miss)
{
    struct out *o = &w->o;
    if (w->version) {
        timed_look_up(w, row, i, miss);
        return;
    }
    unsigned what = row->size | (row->store ? PROBE_STORE : 0) | (row->atomic ? PROBE_ATOMIC : 0);
    int32_t range = offsetof(struct front_side, range) + row->store * sizeof(struct front_range);
    emit_sum(o, RAX, i->rs1, (int32_t)i->imm);
    if (i->rs1 == SP && !row->atomic) {
        look_up_stack(o, row->store);
        probe(w, emit_jump_if(o, IF_NOT_BELOW), w->t->stack[row->store][__builtin_ctz(row->size)], what | PROBE_STACK,
              miss);
        emit_side(o, true, MOV_LOAD, RCX, range + offsetof(struct front_range, addend));
    } else if (!row->atomic && likely_nibble(w, i) == XS_SG_THREAD) {
        look_up_stack(o, row->store);
        probe(w, emit_jump_if(o, IF_NOT_BELOW), w->t->table[row->store][__builtin_ctz(row->size)], what, miss);
        emit_side(o, true, MOV_LOAD, RCX, range + offsetof(struct front_range, addend));
    } else {
        probe(w, emit_front_in(o, row->size, row->store, likely_nibble(w, i)),
              row->atomic ? w->t->probe : w->t->table[row->store][__builtin_ctz(row->size)], what, miss);
        emit_front_addend(o, row->store);
    }
    w->cold[w->colds - 1].back = o->at;
}

/* With a model of time the host address is in rax. */
enum host index_of(const struct work *w)
{
    return w->version ? NO_INDEX : RCX;
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
    emit_rx(&w->o, row->detail == 1, 0, row->opcode, reg, RAX, index_of(w), 0);
    emit_put(&w->o, i->rd, reg);
    cold_end(w, miss);
}

void emit_store(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = look_up(w, row, i);
    enum host reg = host_of(i->rs2) == IN_MEMORY ? RDX : host_of(i->rs2);
    emit_get(&w->o, reg, i->rs2);
    emit_rx(&w->o, row->detail == 1, row->detail == 1 ? 0 : row->detail, row->opcode, reg, RAX, index_of(w), 0);
    cold_end(w, miss);
}

void compare_registers(struct work *w, const struct insn *i)
{
    enum host reg = host_of(i->rs1) == IN_MEMORY ? RAX : host_of(i->rs1);
    emit_get(&w->o, reg, i->rs1);
    if (i->rs2 == 0)
        emit_alu_imm(&w->o, true, ALU_CMP, reg, 0);
    else
        emit_rg(&w->o, true, COMPARE, reg, i->rs2);
}

void emit_branch(struct work *w, const struct row *row, const struct insn *i)
{
    compare_registers(w, i);
    if (w->version) {
        timed_branch(w, row, i);
        return;
    }
    chain(w, emit_jump_if(&w->o, row->opcode), i->pc + i->imm);
    emit_chain(w, i[1].pc);
    w->ended = true;
}

void emit_jal(struct work *w, const struct row *row, const struct insn *i)
{
    if (i->rd != REG_SINK) {
        emit_put_constant(&w->o, i->rd, i[1].pc);
    }
    if (w->version)
        timed_jal(w, row, i);
    emit_chain(w, i->pc + i->imm);
    w->ended = true;
}

void emit_jalr(struct work *w, const struct row *row, const struct insn *i)
{
    emit_sum(&w->o, RAX, i->rs1, (int32_t)i->imm);
    emit_alu_imm(&w->o, true, ALU_AND, RAX, -2);
    if (i->rd != REG_SINK) {
        emit_constant(&w->o, RCX, i[1].pc);
        emit_put(&w->o, i->rd, RCX);
    }
    if (w->version)
        timed_jalr(w, row, i);
    emit_hop(&w->o, w->t->leave, w->version ? w->version->end : 0);
    w->ended = true;
}
