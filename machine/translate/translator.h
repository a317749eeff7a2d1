/* What the translator's parts share. */
#pragma once
#include "core/hart_state.h"
#include "translate/code.h"
#include "translate/emit.h"
#include "translate/translate.h"

enum { SITES = 1 << 18, CONTEXTS = 16, BLOCK_ROOM = 16 << 10 /* bytes of code that one block surely fits in */ };

/* A direct jump to another block of its page. It leads out of translated code until the block there is known. */
struct site {
    uint8_t *distance;
    const uint8_t *page; /* host address of the page of code it lies in */
    uint64_t target;
    uint16_t pipe; /* with a model of time: the state of the pipe there, */
    bool in_line;  /* and whether it leads into the line that it lies in */
};

typedef unsigned enter_fn(struct hart *h, const void *code);
/* Called by translated code: the instruction's body, and what must be known after it. Answers enum flow. `access`: for
 * loads and stores that are inlined otherwise. */
typedef unsigned native_fn(struct hart *h, const struct insn *i, unsigned slot);

struct translator {
    struct code code;
    uint8_t *first, *at;                  /* of the code: behind the stubs; free from here */
    uint64_t physical;                    /* physical address of RAM less its host address */
    enter_fn *enter;                      /* runs code; answers the site by which it was left, or 0 */
    uint8_t *leave, *body, *access, *hop; /* stubs, see stubs.c */
    uint8_t *onward, *probe, *stack[2][4], *table[2][4];
    struct site *site; /* SITES; 0 is not used */
    unsigned sites;
    uint32_t serials;
    unsigned left_by; /* site by which translated code was last left, if the next block may be chained to it */
    uint64_t epoch, fetch_changes; /* as last seen */
    struct context_number {
        uint64_t context, number;
    } number[CONTEXTS]; /* of contexts of fetches; a jump is known by it */
    uint64_t numbers;
    uint64_t changes; /* that far_check has seen */
    uint64_t era;     /* how often jumps were forgotten */
    struct far *far;  /* see far.h; stubs: */
    uint8_t *find_place, *find_return, *trust, *unready;
    const void *save_fp, *restore_fp;
    const void *protect, *restore;           /* of protected calls */
    const void *switch_call, *switch_return; /* of FPE */
    unsigned lives;
    struct timed *timed;             /* NULL: no model of time */
    struct block *live[BLOCK_SLOTS]; /* blocks whose translation may run */
};

/* Jumps out of the block's straight line, to code behind it. */
enum { COLD_JUMPS = 4 };
struct cold {
    enum { COLD_BODY, COLD_CHAIN, COLD_PROBE, COLD_TIMED, COLD_CALL } kind;
    uint8_t *jump[COLD_JUMPS];
    unsigned jumps;
    const struct insn *i; /* COLD_BODY: whose body runs; COLD_TIMED: before which it leaves, if the stub says so */
    uint8_t *back;        /* and where it goes on then; COLD_PROBE: where it goes on if the address is found */
    uint64_t target;      /* COLD_CHAIN; COLD_TIMED: the line of code that is missed */
    const uint8_t *stub;  /* COLD_PROBE, COLD_TIMED: what looks, NULL: nothing, */
    unsigned what;        /* for what, */
    struct cold *miss;    /* and where it goes if it finds nothing */
};

struct work {
    struct translator *t;
    const struct block *b;
    const struct hart *h; /* at its beginning */
    unsigned slot, id;    /* id: how bodies are told which translation runs: its slot, or its version */
    struct out o;
    struct cold cold[6 * BLOCK_INSNS + 2];
    unsigned colds;
    unsigned fp;             /* what the block needs of the FP unit; 0: its FP instructions run in their bodies */
    uint32_t boxed;          /* FP registers that surely hold boxed floats */
    bool ended;              /* the last instruction has gone on to where it leads */
    struct version *version; /* NULL: no model of time */
    uint64_t line;           /* then: of code, that execution is in; TIMING_NO_LINE: not known */
};

/* Emits one instruction. */
struct row;
typedef void row_fn(struct work *w, const struct row *row, const struct insn *i);
struct row {
    exec_fn *exec;
    row_fn *emit;            /* NULL: the body runs */
    unsigned opcode, detail; /* what `emit` makes of them */
    unsigned size;           /* bytes in memory; 0: no access */
    bool store;              /* the access is a store */
    bool atomic;             /* it may be a load besides */
    unsigned fp;             /* enum fp_need, for an instruction of F or D */
};
extern const struct row integer_rows[], atomic_rows[], fp_move_rows[], fp_arith_rows[],
    fp_convert_rows[];                   /* each ends with no body */
void rows_build(void);                   /* before the first row_of */
const struct row *row_of(exec_fn *exec); /* NULL: the interpreter's body runs */
row_fn emit_load, emit_store, emit_branch, emit_jal, emit_jalr;
/* rax := effective address, rcx := what to add to it. Misses, and what is not aligned, go to the body. */
struct cold *look_up(struct work *w, const struct row *row, const struct insn *i);
void look_up_for(struct work *w, const struct row *row, const struct insn *i,
                 struct cold *miss); /* by another's body */

/* What a block needs of the FP unit, and what h->native.lacks says of it. Bits 0-3: the host rounds as RISC-V's static mode
 * of that number; FP_DYNAMIC: as fcsr says. */
enum fp_need {
    FP_STATIC = 15,
    FP_DYNAMIC = 16,
    FP_ON = 32,
    FP_DIRTY = 64, /* FS is Dirty: writes of registers and flags need not say so */
    /* of rows only */
    FP_ROUNDS = 256,     /* depends on the mode */
    FP_TO_INTEGER = 512, /* as FP_ROUNDS, but its body does not touch the host's mode */
    FP_OTHER = 1024,     /* a mode that hosts do not have */
};
/* Has the block made a constant of the register before `i`? */
bool is_constant(const struct block *b, const struct insn *i, unsigned guest, uint64_t *value);
unsigned fp_needs(const struct block *b);
/* Makes the host round as the block asks, if that can be. False: the interpreter must run it. */
bool fp_ready(struct hart *h, unsigned needs);
void fp_update(struct hart *h); /* h->native.lacks */

/* The table of pages, for the effective address in rax; rdx is used. The answer is the jump that is taken if it does not
 * hold it; emit_front_addend: rcx := what to add. */
uint8_t *emit_front(struct out *o, unsigned size, bool store);
/* The same for addresses that most likely have this top nibble; others are not found. */
uint8_t *emit_front_in(struct out *o, unsigned size, bool store, unsigned nibble);
void emit_front_addend(struct out *o, bool store);

void emit_body(struct work *w, const struct insn *i);
/* The body of the block's last instruction, and then whatever comes next. */
void emit_onward_body(struct work *w, const struct insn *i);
/* The instruction's body, called out of line. cold_jump: the jump just emitted leads there; cold_end: and it goes on here. */
struct cold *cold_body(struct work *w, const struct insn *i);
void cold_jump(struct cold *c, uint8_t *jump);
void cold_end(struct work *w, struct cold *c);
void chain(struct work *w, uint8_t *jump, uint64_t target); /* `jump`, just emitted, goes to `target` */
void emit_chain(struct work *w, uint64_t target);
/* Goes to the guest address in rax by the jump table, or leaves. */
void emit_hop(struct out *o, const uint8_t *leave, unsigned pipe); /* pipe: its state there, with a model of time */

/* What an access asks of native_probe, beside its size in bytes. */
enum { PROBE_SIZE = 15, PROBE_STORE = 16, PROBE_STACK = 32, PROBE_ATOMIC = 64 /* aligned, and it may yet not store */ };
const uint8_t *front_find(struct hart *h, const struct view *view, uint64_t ea, unsigned what);
void front_note(struct hart *h, const struct view *view, uint64_t ea, unsigned what, uint64_t addend);
bool front_lowers_mark(const struct hart *h, const struct view *view, uint64_t ea, unsigned what);
const struct view *front_data_view(struct hart *h, unsigned n); /* of data; not stale */
/* Called by translated code, with every register as it was: what to add to the effective address, or 0. */
uint64_t native_probe(struct hart *h, uint64_t ea, unsigned what);
/* After an access by the body: it may be found the next time. */
void front_learn(struct hart *h, uint64_t ea, unsigned what);
void front_prepare(struct hart *h);
/* Around what may raise the low-water mark: where it was, and that it may have risen. Translated code takes it down, or
 * keeps the tables true. */
static inline void front_mark(struct hart *h)
{
    h->native.low_water = h->segment.lw;
}
void front_watch(struct hart *h);
uint64_t front_stamp(struct hart *h, unsigned n); /* of the data view of top nibble `n`, made anew if it is stale */

void front_stubs(struct translator *t, struct out *o);
void stubs_emit(struct translator *t);
/* The parts of a translation that all kinds have. */
struct entry {
    uint8_t *stale, *unready, *poor, *late; /* jumps; NULL: none */
};
void emit_guard(struct work *w, struct entry *e);
void emit_refusal(struct work *w, const struct entry *e);
void emit_cold(struct work *w);
bool has_effect(const struct row *row, const struct insn *i);
void emit_onward_body(struct work *w, const struct insn *i);
void emit_body_stub(struct out *o, const uint8_t *leave, native_fn *function);
void emit_find_stub(struct out *o, void (*find)(struct hart *h)); /* a stub around a function like native_place */
void emit_probe(struct out *o, const void *function);             /* a stub around a function like native_probe */
int32_t front_at(bool store);
void look_up_stack(struct out *o, bool store);
struct cold *probe(struct work *w, uint8_t *jump, const uint8_t *stub, unsigned what, struct cold *miss);
void compare_registers(struct work *w, const struct insn *i);
enum host index_of(const struct work *w); /* what to add to rax, where an access is */

/* run.c */
uint64_t context_number(struct translator *t, uint64_t context);
void forget_lives(struct translator *t);
void flush(struct translator *t, struct hart *h);
void keep_up(struct translator *t, struct hart *h);
void enliven(struct translator *t, struct block *b);
bool suits(const struct hart *h, const struct block *b, uint64_t budget);
/* Is it in a page that holds linkage frames? See far_trust.c. */
bool far_has_frames(const struct hart *h, const void *host);
const void *block_onward(struct translator *t, struct hart *h);
static inline struct jump *jump_of(struct native *n, uint64_t pc)
{
    return &n->jump[(pc / 2 + (uint64_t)JUMPS_PER_STATE * n->pipe) % JUMPS];
}
struct translator *translator_new(struct hart *h, struct timed *timed);
void translator_free(struct translator *t);

/* Translates; false: no room. */
bool translate_block(struct translator *t, struct hart *h, struct block *b);
/* As native_fn says. */
native_fn native_body, native_access;
/* The body of a block's last instruction. Answers the code of the block that comes next, or NULL: leave. */
const void *native_onward(struct hart *h, const struct insn *i, unsigned slot);
/* Inlined accesses of instructions [from, count). */
unsigned accesses_from(const struct block *b, unsigned from);
