/* Blocks that count cycles. */
#include "core/exec.h"
#include "translate/timed_emit.h"

enum { MOV_LOAD = 0x8b, MOV_STORE = 0x89, ADD_TO = 0x01, COMPARE = 0x3b, GROUP1 = 0x81 };

/* --- control ---------------------------------------------------------------------------------------------------- */
static struct edge *load_edge(struct work *w, const struct insn *i, uint64_t target)
{
    struct edge *e = edge_new(clock_of(w), i, target);
    emit_constant(&w->o, RDX, (uintptr_t)e);
    return e;
}

/* The registers have been compared. A branch to the next instruction is never a taken one. */
void timed_branch(struct work *w, const struct row *row, const struct insn *i)
{
    uint64_t target = i->pc + i->imm;
    uint8_t *taken = emit_jump_if(&w->o, row->opcode);
    load_edge(w, i, target);
    timed_edge(w, false);
    emit_chain(w, i[1].pc);
    emit_aim(taken, w->o.at);
    load_edge(w, i, target);
    timed_edge(w, target != i[1].pc);
    emit_chain(w, target);
    w->ended = true;
}

void timed_jal(struct work *w, const struct row *row, const struct insn *i)
{
    (void)row;
    const struct edge *e = load_edge(w, i, i->pc + i->imm);
    emit_call(&w->o, clock_of(w)->jump);
    if (e->call) {
        emit_constant(&w->o, RDX, i[1].pc);
        emit_call(&w->o, clock_of(w)->call);
    }
}

/* rax: where it goes; it stays there. */
void timed_jalr(struct work *w, const struct row *row, const struct insn *i)
{
    (void)row;
    const struct timed *c = clock_of(w);
    const struct edge *e = load_edge(w, i, 0);
    emit_call(&w->o, e->call ? c->indirect_call : e->ret ? c->back : c->indirect);
}

void timed_site(const struct work *w, struct site *site)
{
    site->pipe = w->version->end;
    site->in_line = line_of(w, site->target) == w->version->line;
}

/* --- instructions ----------------------------------------------------------------------------------------------- */
bool timed_inline(const struct row *row, unsigned kind, bool fp)
{
    bool known = kind == OP_PLAIN || (kind >= OP_DIVIDE && kind <= OP_INDIRECT);
    return row && row->emit && known && !row->atomic && (fp || !row->fp);
}

static void emit_division(struct work *w, const struct mark *mark, const struct insn *i)
{
    unsigned what = (unsigned)mark->narrow | (unsigned)mark->is_signed << 1;
    emit_get(&w->o, RDX, i->rs2);
    emit_get(&w->o, RAX, i->rs1);
    emit_constant(&w->o, RCX, WHERE(number_of(w), index_of_insn(w, i), what));
    emit_call(&w->o, clock_of(w)->divide[what]);
    timed_cold(w, i, emit_jump_if(&w->o, IF_EQUAL), NULL, 0);
}

static void emit_insn(struct work *w, const struct insn *i)
{
    const struct row *row = row_of(i->exec);
    const struct mark *mark = mark_of(clock_of(w)->engine, i);
    emit_lines(w, i);
    if (!timed_inline(row, mark->kind, w->fp)) {
        w->line = TIMING_NO_LINE;
        if (i == &w->b->insn[w->b->count - 1])
            emit_onward_body(w, i);
        else
            emit_body(w, i);
        return;
    }
    if (mark->kind == OP_DIVIDE)
        emit_division(w, mark, i);
    if (has_effect(row, i))
        row->emit(w, row, i);
}

uint64_t timed_done(struct timed *c, const struct block *b, unsigned from)
{
    uint64_t done = 0;
    for (unsigned n = from; n < b->count; n++) {
        const struct row *row = row_of(b->insn[n].exec);
        if (timed_inline(row, mark_of(c->engine, &b->insn[n])->kind, b->fp) && row->size)
            done += row->store ? DONE(0, 0, 1) : DONE(0, 1, 0);
    }
    return done;
}

static void emit_counts(struct work *w, struct entry *e)
{
    struct out *o = &w->o;
    emit_rh(o, true, MOV_LOAD, RAX, NATIVE(now));
    emit_alu_imm(o, true, ALU_ADD, RAX, ahead(w, 0));
    emit_rh(o, true, COMPARE, RAX, NATIVE(until));
    e->late = emit_jump_if(o, IF_NOT_BELOW);
    emit_rh(o, true, MOV_STORE, RAX, NATIVE(now));
    emit_constant(o, RAX, DONE(1, 0, 0) + timed_done(clock_of(w), w->b, 0));
    emit_rh(o, true, ADD_TO, RAX, NATIVE(done));
    if (w->version->operands) {
        emit_rc(o, true, GROUP1, ALU_ADD, MODEL(counters.operands));
        emit_word(o, w->version->operands);
    }
}

bool translate_timed(struct translator *t, struct block *b, struct version *v)
{
    unsigned number = (unsigned)(v - t->timed->version);
    struct work w = {.t = t,
                     .b = b,
                     .slot = v->slot,
                     .id = number,
                     .o = {t->at, t->timed->engine->model},
                     .fp = b->fp,
                     .version = v};
    struct entry entry = {0};
    if (t->code.write + CODE_SIZE - t->at < BLOCK_ROOM || t->sites + 2 > SITES || t->timed->edges + 2 > EDGES)
        return false;
    w.line = v->in_line ? line_of(&w, b->pc) : TIMING_NO_LINE;
    emit_guard(&w, &entry);
    emit_counts(&w, &entry);
    for (unsigned n = 0; n < b->count; n++)
        emit_insn(&w, &b->insn[n]);
    if (!w.ended)
        emit_chain(&w, b->insn[b->count].pc);
    emit_cold(&w);
    emit_refusal(&w, &entry);
    v->code = code_runs_at(&t->code, t->at);
    b->native = v->code;
    t->at = w.o.at;
    return true;
}
