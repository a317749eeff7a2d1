/* What each instruction is to the pipe: operands, latency, kind. Derived from the decoder's table by name and format. */
#include <stddef.h>
#include <string.h>

#include "core/exec.h"
#include "core/formats.h"
#include "timing/engine/steps.h"

enum { X1 = 1, X2 = 2, F1 = 4, F2 = 8, F3 = 16, WX = 32, WF = 64 };

struct op {
    exec_fn *exec;
    uint8_t uses, kind, unit;
    bool memory, last, narrow, is_signed, store;
    uint8_t size;
    size_t latency; /* offset in the profile; 0: one cycle */
};

#define LATENCY(name) offsetof(struct timing_profile, name)

static bool begins(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

static bool ends(const char *name, const char *with)
{
    size_t a = strlen(name), b = strlen(with);
    return a >= b && strcmp(name + a - b, with) == 0;
}

static uint8_t integer_uses(const struct opcode *row)
{
    if (row->format == format_U || row->format == format_J)
        return WX;
    if (row->format == format_I || row->format == format_SHAMT)
        return X1 | WX;
    if (row->format == format_CSR)
        return ends(row->name, "i") ? WX : X1 | WX;
    return row->format == format_B || row->format == format_S ? X1 | X2 : X1 | X2 | WX;
}

/* --- FP --------------------------------------------------------------------------------------------------------- */
static size_t either(bool is_double, size_t single, size_t twice)
{
    return is_double ? twice : single;
}

static void fp_arithmetic(struct op *op, const char *name)
{
    bool is_double = ends(name, "_d");
    op->uses = F1 | F2 | WF;
    if (begins(name, "fadd") || begins(name, "fsub")) {
        op->latency = either(is_double, LATENCY(fadd_s), LATENCY(fadd_d));
    } else if (begins(name, "fmul")) {
        op->latency = either(is_double, LATENCY(fmul_s), LATENCY(fmul_d));
    } else if (begins(name, "fdiv")) {
        op->latency = either(is_double, LATENCY(fdiv_s), LATENCY(fdiv_d));
        op->unit = PIPE_FDIV;
    } else if (begins(name, "fsqrt")) {
        op->latency = either(is_double, LATENCY(fsqrt_s), LATENCY(fsqrt_d));
        op->unit = PIPE_FDIV;
        op->uses = F1 | WF;
    } else if (begins(name, "fsgnj") || begins(name, "fmin") || begins(name, "fmax")) {
        op->latency = either(is_double, LATENCY(fmove_s), LATENCY(fmove_d));
    } else { /* fmadd, fmsub, fnmadd, fnmsub */
        op->latency = either(is_double, LATENCY(fma_s), LATENCY(fma_d));
        op->uses |= F3;
    }
}

/* Between the two files, or within FP from one form to another. */
static void fp_convert(struct op *op, const char *name)
{
    static const char *const from_integer[] = {"_w", "_wu", "_l", "_lu", "_x"};
    op->latency = LATENCY(fconvert);
    op->uses = F1 | WX;
    if (begins(name, "fle") || begins(name, "flt") || begins(name, "feq"))
        op->uses = F1 | F2 | WX;
    if (begins(name, "fcvt_s_d") || begins(name, "fcvt_d_s"))
        op->uses = F1 | WF;
    for (unsigned n = 0; n < 5; n++)
        if (ends(name, from_integer[n]))
            op->uses = X1 | WF;
}

static void fp_op(struct op *op, const char *name)
{
    static const char *const converts[] = {"fle_", "flt_", "feq_", "fclass_", "fmv_", "fcvt_"};
    if (strcmp(name, "flw") == 0 || strcmp(name, "fld") == 0) {
        *op = (struct op){.uses = X1 | WF, .memory = true, .latency = LATENCY(load_fp)};
        return;
    }
    if (strcmp(name, "fsw") == 0 || strcmp(name, "fsd") == 0) {
        *op = (struct op){.uses = X1 | F2, .memory = true};
        return;
    }
    for (unsigned n = 0; n < sizeof converts / sizeof *converts; n++)
        if (begins(name, converts[n])) {
            fp_convert(op, name);
            return;
        }
    fp_arithmetic(op, name);
}

/* --- integer and system ------------------------------------------------------------------------------------------- */
static bool one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static void memory_op(struct op *op, const char *name)
{
    static const char *const words[] = {"lw", "ld", "lwu", NULL}, *const parts[] = {"lb", "lh", "lbu", "lhu", NULL};
    static const char *const stores[] = {"sb", "sh", "sw", "sd", NULL};
    bool atomic = begins(name, "amo") || begins(name, "lr_") || begins(name, "sc_");
    if (one_of(name, words) || atomic)
        op->latency = LATENCY(load_word);
    else if (one_of(name, parts))
        op->latency = LATENCY(load_part);
    else if (!one_of(name, stores) && strcmp(name, "cbo_zero") != 0)
        return;
    op->memory = true;
    op->kind = begins(name, "amo") || begins(name, "sc_") ? OP_ATOMIC
               : strcmp(name, "cbo_zero") == 0            ? OP_ZERO
                                                          : OP_PLAIN;
}

static void integer_op(struct op *op, const char *name)
{
    static const struct {
        const char *name;
        enum op_kind kind;
    } kinds[] = {{"jal", OP_JUMP},           {"jalr", OP_INDIRECT},        {"fence", OP_FENCE},
                 {"fence_i", OP_FENCE_CODE}, {"sfence_vma", OP_FENCE_TLB}, {"sret", OP_RETURN},
                 {"mret", OP_RETURN},        {"sg_call", OP_FAR},          {"sg_ret", OP_FAR},
                 {"sg_inval", OP_DROP}};
    if (begins(name, "sg_"))
        op->kind = OP_SEGMENT;
    if (begins(name, "csrr")) {
        op->kind = OP_CSR;
        op->latency = LATENCY(csr_read);
    }
    if (begins(name, "mul"))
        op->latency = LATENCY(mul);
    if (begins(name, "div") || begins(name, "rem")) {
        op->kind = OP_DIVIDE;
        op->narrow = ends(name, "w");
        op->is_signed = !strchr(name, 'u');
    }
    for (unsigned n = 0; n < sizeof kinds / sizeof *kinds; n++)
        if (strcmp(name, kinds[n].name) == 0)
            op->kind = kinds[n].kind;
    memory_op(op, name);
}

/* Plain loads and stores say their size by their letter: lb, sh, flw, fsd. */
static void set_size(struct op *op, const char *name)
{
    static const char letters[] = "bhwd";
    const char *at = name[0] == 'f' ? name + 1 : name, *letter;
    if (op->kind != OP_PLAIN || !op->memory || !(letter = strchr(letters, at[1])))
        return;
    op->size = (uint8_t)(1 << (letter - letters));
    op->store = at[0] == 's';
}

static struct op op_of(const struct opcode *row)
{
    struct op op = {.uses = integer_uses(row)};
    if (row->name[0] == 'f' && !begins(row->name, "fence"))
        fp_op(&op, row->name);
    else
        integer_op(&op, row->name);
    if (row->format == format_B)
        op.kind = OP_BRANCH;
    set_size(&op, row->name);
    op.exec = row->exec;
    op.last = row->ends;
    return op;
}

/* --- by body ------------------------------------------------------------------------------------------------------ */
enum { INDEX = 1024 };
static struct op ops[INDEX];

static struct op *place(exec_fn *exec)
{
    unsigned at = (unsigned)((uintptr_t)exec * UINT64_C(0x9e3779b97f4a7c15) >> 54);
    while (ops[at].exec && ops[at].exec != exec)
        at = (at + 1) % INDEX;
    return &ops[at];
}
_Static_assert(INDEX == 1 << (64 - 54), "place yields every slot");

/* Compressed rows come after the full ones, and share their bodies. */
void ops_build(void)
{
    unsigned rows;
    const struct opcode *row = decode_table(&rows);
    for (unsigned n = 0; n < rows; n++) {
        struct op *op = place(row[n].exec);
        if (!op->exec)
            *op = op_of(&row[n]);
    }
}

static uint8_t source(uint8_t uses, uint8_t as_x, uint8_t as_f, uint8_t number)
{
    return uses & as_x ? number & 31 : uses & as_f ? (uint8_t)(PIPE_F + number) : 0;
}

void mark_make(struct mark *mark, const struct insn *i, const struct timing_profile *profile)
{
    const struct op *op = place(i->exec);
    *mark = (struct mark){
        .exec = i->exec,
        .word = i->word,
        .kind = op->kind,
        .narrow = op->narrow,
        .is_signed = op->is_signed,
        .store = op->store,
        .size = op->size,
    };
    mark->op = (struct pipe_op){
        .source = {source(op->uses, X1, F1, i->rs1), source(op->uses, X2, F2, i->rs2), source(op->uses, 0, F3, i->rs3)},
        .destination = op->uses & WF                          ? (uint8_t)(PIPE_F + i->rd)
                       : op->uses & WX && i->rd && i->rd < 32 ? i->rd
                                                              : PIPE_SINK,
        .latency = op->latency ? (uint8_t) * (const uint32_t *)((const char *)profile + op->latency) : 1,
        .unit = op->unit,
        .memory = op->memory,
        .last = op->last,
    };
}
