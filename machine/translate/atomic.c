/* LR, SC and AMOs: plain sequences, for one thread of the host runs every hart. As in the bodies, an atomic that writes is a
 * store, and under Xseg a load as well. */
#include <stddef.h>

#include "core/exec.h"
#include "translate/translator.h"

enum {
    MOV_LOAD = 0x8b,
    MOV_STORE = 0x89,
    MOV_IMM = 0xc7,
    MOVSXD = 0x63,
    ADD = 0x03,
    XOR = 0x33,
    AND = 0x23,
    OR = 0x0b
};
enum { COMPARE = 0x3b, COMPARE_BYTE_IMM = 0x80, CMOV = 0x0f40, SWAP = 0 };

static bool is_wide(const struct row *row)
{
    return row->size == 8;
}

/* `opcode` between reg and the memory at rax. */
static void at_rax(struct work *w, const struct row *row, unsigned opcode, enum host reg)
{
    emit_rx(&w->o, is_wide(row), 0, opcode, reg, RAX, NO_INDEX, 0);
}

static void put_old(struct work *w, const struct row *row, const struct insn *i)
{
    if (!is_wide(row))
        emit_rr(&w->o, true, MOVSXD, RDX, RDX);
    emit_put(&w->o, i->rd, RDX);
}

/* rax := host address. The hit that only Xseg counts is counted here. */
static struct cold *look_up_both(struct work *w, const struct row *row, const struct insn *i)
{
    struct out *o = &w->o;
    const struct row load = {.size = row->size, .atomic = true};
    struct cold *miss = look_up(w, row, i);
    emit_rh(o, false, COMPARE_BYTE_IMM, ALU_CMP, offsetof(struct hart, csr.satp) + 7);
    emit_byte(o, XS_SATP_MODE << 4);
    uint8_t *plain = emit_jump_if(o, IF_BELOW);
    look_up_for(w, &load, i, miss);
    emit_alu_imm(o, true, ALU_ADD, BUDGET, 1);
    emit_aim(plain, o->at);
    emit_rr(o, true, ADD, RAX, RCX);
    return miss;
}

/* reg := physical address of the host address in rax. */
static void emit_physical(struct work *w, enum host reg)
{
    emit_constant(&w->o, reg, w->t->physical);
    emit_rr(&w->o, true, ADD, reg, RAX);
}

static void emit_load_reserved(struct work *w, const struct row *row, const struct insn *i)
{
    struct out *o = &w->o;
    struct cold *miss = look_up(w, row, i);
    emit_rr(o, true, ADD, RAX, RCX);
    at_rax(w, row, MOV_LOAD, RDX);
    emit_physical(w, RCX);
    emit_rh(o, true, MOV_STORE, RCX, offsetof(struct hart, reservation));
    emit_rh(o, true, MOV_STORE, RDX, offsetof(struct hart, reserved_value));
    emit_rh(o, false, MOV_IMM, 0, offsetof(struct hart, reserved_size));
    emit_word(o, row->size);
    emit_rh(o, false, MOV_LOAD, RAX, offsetof(struct hart, segment.last_serial));
    emit_rh(o, false, MOV_STORE, RAX, offsetof(struct hart, native.reserved_serial));
    emit_rh(o, true, MOV_STORE, SIDE, offsetof(struct hart, native.reserved_side));
    put_old(w, row, i);
    cold_end(w, miss);
}

/* Far calls and returns in translated code end a reservation by going on: it is of another side, or serial. Then C knows. */
static struct cold *check_crossings(struct work *w, const struct insn *i)
{
    struct out *o = &w->o;
    struct cold *crossed = cold_body(w, i);
    emit_rh(o, true, COMPARE, SIDE, offsetof(struct hart, native.reserved_side));
    cold_jump(crossed, emit_jump_if(o, IF_NOT_EQUAL));
    emit_rh(o, false, MOV_LOAD, RAX, offsetof(struct hart, segment.last_serial));
    emit_rh(o, false, COMPARE, RAX, offsetof(struct hart, native.reserved_serial));
    cold_jump(crossed, emit_jump_if(o, IF_NOT_EQUAL));
    return crossed;
}

static void emit_store_conditional(struct work *w, const struct row *row, const struct insn *i)
{
    struct out *o = &w->o;
    struct cold *crossed = check_crossings(w, i);
    struct cold *miss = look_up_both(w, row, i);
    emit_physical(w, RCX);
    emit_constant(o, RDX, 1);
    emit_rh(o, true, COMPARE, RCX, offsetof(struct hart, reservation));
    uint8_t *elsewhere = emit_jump_if(o, IF_NOT_EQUAL);
    emit_rh(o, true, MOV_LOAD, RCX, offsetof(struct hart, reserved_value));
    at_rax(w, row, COMPARE, RCX);
    uint8_t *changed = emit_jump_if(o, IF_NOT_EQUAL);
    emit_get(o, RCX, i->rs2);
    at_rax(w, row, MOV_STORE, RCX);
    emit_constant(o, RDX, 0);
    emit_aim(elsewhere, o->at);
    emit_aim(changed, o->at);
    emit_rh(o, true, MOV_IMM, 0, offsetof(struct hart, reservation));
    emit_word(o, UINT32_MAX); /* RESERVATION_NONE */
    emit_put(o, i->rd, RDX);
    cold_end(w, miss);
    cold_end(w, crossed);
}
_Static_assert(RESERVATION_NONE == UINT64_MAX, "a sign-extended immediate");

/* rcx := rs2 combined with the old value in rdx. */
static void emit_arithmetic(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = look_up_both(w, row, i);
    at_rax(w, row, MOV_LOAD, RDX);
    emit_get(&w->o, RCX, i->rs2);
    if (row->opcode != SWAP)
        emit_rr(&w->o, is_wide(row), row->opcode, RCX, RDX);
    at_rax(w, row, MOV_STORE, RCX);
    put_old(w, row, i);
    cold_end(w, miss);
}

/* opcode: the condition under which the old value stays. */
static void emit_extreme(struct work *w, const struct row *row, const struct insn *i)
{
    struct cold *miss = look_up_both(w, row, i);
    at_rax(w, row, MOV_LOAD, RDX);
    emit_get(&w->o, RCX, i->rs2);
    emit_rr(&w->o, is_wide(row), COMPARE, RDX, RCX);
    emit_rr(&w->o, is_wide(row), CMOV | row->opcode, RCX, RDX);
    at_rax(w, row, MOV_STORE, RCX);
    put_old(w, row, i);
    cold_end(w, miss);
}

/* clang-format off: it takes a row for a declaration */
#define BOTH(name, emit, opcode)                                              \
    {op_##name##_w, emit, opcode, .size = 4, .store = true, .atomic = true},  \
    {                                                                         \
        op_##name##_d, emit, opcode, .size = 8, .store = true, .atomic = true \
    }
/* clang-format on */
const struct row atomic_rows[] = {
    {op_lr_w, emit_load_reserved, 0, .size = 4, .atomic = true},
    {op_lr_d, emit_load_reserved, 0, .size = 8, .atomic = true},
    BOTH(sc, emit_store_conditional, 0),
    BOTH(amoswap, emit_arithmetic, SWAP),
    BOTH(amoadd, emit_arithmetic, ADD),
    BOTH(amoxor, emit_arithmetic, XOR),
    BOTH(amoand, emit_arithmetic, AND),
    BOTH(amoor, emit_arithmetic, OR),
    BOTH(amomin, emit_extreme, IF_LESS),
    BOTH(amomax, emit_extreme, IF_GREATER),
    BOTH(amominu, emit_extreme, IF_BELOW),
    BOTH(amomaxu, emit_extreme, IF_ABOVE),
    {NULL},
};
