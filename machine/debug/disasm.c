#include "debug/disasm.h"

#include <stdio.h>
#include <string.h>

#include "abi/insn.h"

enum id {
#define ID(id, name, match, mask, mode, syntax) ID_##id,
    XS_INSTRUCTIONS(ID) COUNT
};

struct row {
    const char *name, *syntax;
    uint32_t match, mask;
};

static const struct row rows[COUNT] = {
#define ROW(id, name, match, mask, mode, syntax) {name, syntax, match, mask},
    XS_INSTRUCTIONS(ROW)};

typedef uint32_t field_fn(uint32_t word);

/* Where each instruction has the operands that are not plain registers. */
struct fields {
    field_fn *sgd, *perm, *number;
};

static const struct fields fields[COUNT] = {
    [ID_sg_load] = {.sgd = sg_load_sgd},
    [ID_sg_win] = {.sgd = sg_win_sgd, .perm = sg_win_perm},
    [ID_sg_mov] = {.sgd = sg_mov_sgd},
    [ID_sg_chk] = {.perm = sg_chk_perm},
    [ID_sg_call] = {.number = sg_call_gate},
    [ID_sg_clr] = {.number = sg_clr_imm},
    [ID_sg_qry] = {.number = sg_qry_kind},
    [ID_sg_loadg] = {.sgd = sg_loadg_sgd},
    [ID_sg_ldr] = {.sgd = sg_ldr_sgd, .number = sg_ldr_imm},
    [ID_sg_str] = {.sgd = sg_str_sgd, .number = sg_str_imm},
    [ID_sg_inval] = {.number = sg_inval_kind},
    [ID_sg_dev] = {.number = sg_dev_dr},
};

static const char *const registers[32] = {
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
    "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
};

static int sign_extend(uint32_t imm12)
{
    return (int)(imm12 ^ 0x800) - 0x800;
}

/* One operand as the syntax names it. */
static int operand(const char *name, const struct fields *f, uint32_t word, char *text, size_t size)
{
    static const char *const perms[4] = {"none", "r", "w", "rw"};
    if (strcmp(name, "rd") == 0)
        return snprintf(text, size, "%s", registers[word >> 7 & 31]);
    if (strcmp(name, "rs1") == 0)
        return snprintf(text, size, "%s", registers[word >> 15 & 31]);
    if (strcmp(name, "rs2") == 0)
        return snprintf(text, size, "%s", registers[word >> 20 & 31]);
    if (strcmp(name, "sgd") == 0 && f->sgd)
        return snprintf(text, size, "sg%u", f->sgd(word));
    if (strcmp(name, "perm") == 0 && f->perm)
        return snprintf(text, size, "%s", perms[f->perm(word) & 3]);
    if (strcmp(name, "imm(rs1)") == 0 && f->number)
        return snprintf(text, size, "%d(%s)", sign_extend(f->number(word)), registers[word >> 15 & 31]);
    return f->number ? snprintf(text, size, "%u", f->number(word)) : snprintf(text, size, "?");
}

static void operands(const struct row *row, const struct fields *f, uint32_t word, char *text, size_t size)
{
    char syntax[64], *rest = syntax;
    size_t at = strlen(text);
    const char *separator = " ";
    snprintf(syntax, sizeof syntax, "%s", row->syntax);
    for (char *name; (name = strtok_r(rest, ", ", &rest)) && at < size; separator = ", ") {
        at += (size_t)snprintf(text + at, size - at, "%s", separator);
        if (at < size)
            at += (size_t)operand(name, f, word, text + at, size - at);
    }
}

bool disasm_xseg(uint32_t word, char *text, size_t size)
{
    text[0] = 0;
    for (unsigned i = 0; i < COUNT; i++) {
        if ((word & rows[i].mask) != rows[i].match)
            continue;
        snprintf(text, size, "%s", rows[i].name);
        operands(&rows[i], &fields[i], word, text, size);
        return true;
    }
    return false;
}
