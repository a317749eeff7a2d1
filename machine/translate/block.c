/* One decoded block to one piece of code: entry checks, the instructions in a line, and behind them what is rare. */
#include <stddef.h>

#include "core/exec.h"
#include "translate/far.h"
#include "translate/timed.h"

enum { MOV_STORE = 0x89, TEST_BYTE = 0xf6, ADD = 0x03 };

unsigned accesses_from(const struct block *b, unsigned from)
{
    unsigned accesses = 0;
    for (unsigned n = from; n < b->count; n++) {
        const struct row *row = row_of(b->insn[n].exec);
        accesses += row && row->size;
    }
    return accesses;
}

bool is_constant(const struct block *b, const struct insn *i, unsigned guest, uint64_t *value)
{
    *value = 0;
    if (guest == 0)
        return true;
    while (i-- > b->insn)
        if (i->rd == guest) {
            bool known = i->exec == op_lui || i->exec == op_auipc ||
                         ((i->exec == op_addi || i->exec == op_addiw) && is_constant(b, i, i->rs1, value));
            *value += i->imm + (i->exec == op_auipc ? i->pc : 0);
            if (i->exec == op_addiw)
                *value = (uint64_t)(int32_t)*value;
            return known;
        }
    return false;
}

struct cold *cold_body(struct work *w, const struct insn *i)
{
    struct cold *c = &w->cold[w->colds++];
    *c = (struct cold){.kind = COLD_BODY, .i = i};
    return c;
}

void cold_jump(struct cold *c, uint8_t *jump)
{
    c->jump[c->jumps++] = jump;
}

void cold_end(struct work *w, struct cold *c)
{
    c->back = w->o.at;
}

void emit_body(struct work *w, const struct insn *i)
{
    emit_constant(&w->o, RAX, (uintptr_t)i);
    emit_constant(&w->o, RDX, w->id);
    const struct row *row = row_of(i->exec);
    emit_call(&w->o, row && row->size ? w->t->access : w->t->body);
}

/* Where control goes from here is known when the body has run. */
void emit_onward_body(struct work *w, const struct insn *i)
{
    emit_constant(&w->o, RAX, (uintptr_t)i);
    emit_constant(&w->o, RDX, w->id);
    emit_aim(emit_jump(&w->o), w->t->onward);
    w->ended = true;
}

static bool same_page(uint64_t a, uint64_t b)
{
    return a >> PAGE_BITS == b >> PAGE_BITS;
}

void chain(struct work *w, uint8_t *jump, uint64_t target)
{
    w->cold[w->colds++] = (struct cold){.kind = COLD_CHAIN, .jump = {jump}, .jumps = 1, .target = target};
}

void emit_chain(struct work *w, uint64_t target)
{
    chain(w, emit_jump(&w->o), target);
}

/* To another page: whether it can be fetched from now is the jump table's knowledge. */
static void emit_cold_chain(struct work *w, const struct cold *c)
{
    struct translator *t = w->t;
    emit_constant(&w->o, RAX, c->target);
    if (!same_page(c->target, w->b->pc)) {
        if (w->version)
            emit_hop(&w->o, t->leave, w->version->end);
        else
            emit_aim(emit_jump(&w->o), t->hop);
        return;
    }
    emit_rh(&w->o, true, MOV_STORE, RAX, offsetof(struct hart, pc));
    emit_constant(&w->o, RAX, t->sites);
    emit_aim(emit_jump(&w->o), t->leave);
    t->site[t->sites] =
        (struct site){.distance = c->jump[0], .page = w->b->code - (w->b->pc & PAGE_MASK), .target = c->target};
    if (w->version)
        timed_site(w, &t->site[t->sites]);
    t->sites++;
}

static void emit_cold_probe(struct work *w, const struct cold *c)
{
    emit_constant(&w->o, RDX, c->what);
    emit_call(&w->o, c->stub);
    if (!w->version) {
        emit_aim(emit_jump_if(&w->o, IF_NOT_EQUAL), c->back);
        cold_jump(c->miss, emit_jump(&w->o));
        return;
    }
    cold_jump(c->miss, emit_jump_if(&w->o, IF_EQUAL));
    emit_rr(&w->o, true, ADD, RAX, RCX);
    emit_aim(emit_jump(&w->o), c->back);
}

static void emit_one_cold(struct work *w, const struct cold *c)
{
    for (unsigned k = 0; k < c->jumps; k++)
        emit_aim(c->jump[k], w->o.at);
    switch (c->kind) {
    case COLD_PROBE: emit_cold_probe(w, c); break;
    case COLD_CHAIN: emit_cold_chain(w, c); break;
    case COLD_TIMED: emit_timed_cold(w, c); break;
    case COLD_CALL:
        emit_call(&w->o, c->stub);
        emit_aim(emit_jump(&w->o), c->back);
        break;
    default: emit_body(w, c->i); emit_aim(emit_jump(&w->o), c->back);
    }
}

/* Probes lead to bodies, so they come first. */
void emit_cold(struct work *w)
{
    for (unsigned n = 0; n < w->colds; n++)
        if (w->cold[n].kind == COLD_PROBE)
            emit_one_cold(w, &w->cold[n]);
    for (unsigned n = 0; n < w->colds; n++)
        if (w->cold[n].kind != COLD_PROBE && w->cold[n].jumps)
            emit_one_cold(w, &w->cold[n]);
}

/* What BUDGET is less by, once the block has been entered: its instructions; and more by: hits of the accesses in it, and of its fetch. */
static int32_t price(const struct work *w)
{
    int32_t count = (int32_t)w->b->count;
    return w->version ? count : (count << HITS_BITS) - 1 - (int32_t)accesses_from(w->b, 0);
}
_Static_assert(BLOCK_INSNS << HITS_BITS > 0, "a price fits an instruction");

/* May it still run, is the FP unit as it needs it, and does the budget hold it wholly? If not, C looks at the block again. */
void emit_guard(struct work *w, struct entry *e)
{
    struct out *o = &w->o;
    uint32_t live = offsetof(struct hart, blocks.slot) + w->slot * sizeof(struct block) + offsetof(struct block, live);
    emit_rh(o, false, 0x81, ALU_CMP, (int32_t)live);
    emit_word(o, w->b->serial);
    e->stale = emit_jump_if(o, IF_NOT_EQUAL);
    if (w->fp) {
        emit_rh(o, false, TEST_BYTE, 0, offsetof(struct hart, native.lacks));
        emit_byte(o, w->fp);
        e->unready = emit_jump_if(o, IF_NOT_EQUAL);
    }
    emit_alu_imm(o, true, ALU_SUB, BUDGET, price(w));
    e->poor = emit_jump_if(o, IF_SIGN);
}

void emit_refusal(struct work *w, const struct entry *e)
{
    emit_aim(e->poor, w->o.at);
    if (e->late)
        emit_aim(e->late, w->o.at);
    emit_alu_imm(&w->o, true, ALU_ADD, BUDGET, price(w));
    if (e->unready)
        emit_aim(e->unready, w->o.at);
    emit_aim(e->stale, w->o.at);
    emit_constant(&w->o, RAX, w->b->pc);
    emit_rh(&w->o, true, MOV_STORE, RAX, offsetof(struct hart, pc));
    if (w->version)
        emit_state(&w->o, w->version->first);
    emit_constant(&w->o, RAX, 0);
    emit_aim(emit_jump(&w->o), w->t->leave);
}

/* Loads, stores and jumps to x0 do something; other instructions that write it, nothing. */
bool has_effect(const struct row *row, const struct insn *i)
{
    return row->size || row->fp || i->exec == op_jal || i->exec == op_jalr || i->rd != REG_SINK ||
           row->emit == emit_branch;
}

/* An instruction that may lead anywhere. */
static void emit_last(struct work *w, const struct insn *i)
{
    if (i->exec == op_sg_call)
        emit_far_call(w, i);
    else if (i->exec == op_sg_ret)
        emit_far_return(w, i);
    else
        emit_onward_body(w, i);
}

static void emit_insn(struct work *w, const struct insn *i)
{
    const struct row *row = row_of(i->exec);
    if (!row && i == &w->b->insn[w->b->count - 1])
        emit_last(w, i);
    else if (!row || !row->emit || (row->fp && !w->fp))
        emit_body(w, i);
    else if (has_effect(row, i))
        row->emit(w, row, i);
}

bool translate_block(struct translator *t, struct hart *h, struct block *b)
{
    unsigned slot = b - h->blocks.slot;
    struct work w = {.t = t, .b = b, .h = h, .slot = slot, .id = slot, .o = {t->at}, .fp = fp_needs(b)};
    struct entry entry = {0};
    if (t->code.write + CODE_SIZE - t->at < BLOCK_ROOM || t->sites + 2 > SITES || t->far->sites == FAR_SITES)
        return false;
    b->serial = ++t->serials;
    emit_guard(&w, &entry);
    for (unsigned n = 0; n < b->count; n++)
        emit_insn(&w, &b->insn[n]);
    if (!w.ended)
        emit_chain(&w, b->insn[b->count].pc);
    emit_cold(&w);
    emit_refusal(&w, &entry);
    b->native = code_runs_at(&t->code, t->at);
    b->fp = w.fp;
    t->at = w.o.at;
    return true;
}
