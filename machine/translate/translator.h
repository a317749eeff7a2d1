/* What the translator's parts share. */
#pragma once
#include "core/hart_state.h"
#include "translate/code.h"
#include "translate/emit.h"
#include "translate/translate.h"

enum { SITES = 1 << 18, BLOCK_ROOM = 16 << 10 /* bytes of code that one block surely fits in */ };

/* A direct jump to another block of its page. It leads out of translated code until the block there is known. */
struct site {
    uint8_t *distance;
    const uint8_t *page; /* host address of the page of code it lies in */
    uint64_t target;
};

typedef unsigned enter_fn(struct hart *h, const void *code);

struct translator {
    struct code code;
    uint8_t *first, *at;                  /* of the code: behind the stubs; free from here */
    enter_fn *enter;                      /* runs code; answers the site by which it was left, or 0 */
    uint8_t *leave, *body, *access, *hop; /* stubs, see stubs.c */
    struct site *site;                    /* SITES; 0 is not used */
    unsigned sites;
    uint32_t serials;
    unsigned left_by; /* site by which translated code was last left, if the next block may be chained to it */
    uint64_t epoch, fetch_changes, low_water; /* as last seen */
    unsigned lives;
    struct block *live[BLOCK_SLOTS]; /* blocks whose translation may run */
};

/* A jump out of the block's straight line, to code behind it. */
struct cold {
    enum { COLD_BODY, COLD_CHAIN } kind;
    uint8_t *jump;
    const struct insn *i; /* COLD_BODY: whose body runs */
    uint8_t *back;        /* and where it goes on then */
    uint64_t target;      /* COLD_CHAIN */
};

struct work {
    struct translator *t;
    const struct block *b;
    unsigned slot;
    struct out o;
    struct cold cold[2 * BLOCK_INSNS + 2];
    unsigned colds;
    bool ended; /* the last instruction has gone on to where it leads */
};

/* Emits one instruction. */
struct row;
typedef void row_fn(struct work *w, const struct row *row, const struct insn *i);
struct row {
    exec_fn *exec;
    row_fn *emit;
    unsigned opcode, detail; /* what `emit` makes of them */
    unsigned size;           /* bytes in memory; 0: no access */
};
void rows_build(void);                   /* before the first row_of */
const struct row *row_of(exec_fn *exec); /* NULL: the interpreter's body runs */
row_fn emit_load, emit_store, emit_branch, emit_jal, emit_jalr;

void emit_body(struct work *w, const struct insn *i);
/* `jump` leads to a call of the body, which goes on where emission is when it has been told by cold_back. */
struct cold *cold_body(struct work *w, uint8_t *jump, const struct insn *i);
void chain(struct work *w, uint8_t *jump, uint64_t target); /* `jump`, just emitted, goes to `target` */
void emit_chain(struct work *w, uint64_t target);
/* Goes to the guest address in rax by the jump table, or leaves. */
void emit_hop(struct out *o, const uint8_t *leave);

void stubs_emit(struct translator *t);
/* Translates; false: no room. */
bool translate_block(struct translator *t, struct hart *h, struct block *b);
/* Called by translated code: the instruction's body, and what must be known after it. Answers enum flow. `access`: for
 * loads and stores that are inlined otherwise. */
typedef unsigned native_fn(struct hart *h, const struct insn *i, unsigned slot);
native_fn native_body, native_access;
/* Inlined accesses of instructions [from, count). */
unsigned accesses_from(const struct block *b, unsigned from);
