#include "core/block.h"

#include <string.h>

#include "core/debug.h"
#include "core/decode.h"
#include "core/exec.h"
#include "core/hart_state.h"
#include "mmu/translate.h"

void blocks_reset(struct block_cache *cache)
{
    if (cache->used > 0) /* memory that nobody has touched stays so */
        memset(cache->slot, 0, sizeof cache->slot);
    cache->used = 0;
}

static unsigned halfword(const uint8_t *p)
{
    return p[0] | p[1] << 8;
}

static uint32_t word(const uint8_t *p)
{
    return halfword(p) | (uint32_t)halfword(p + 2) << 16;
}

static void end_mark(struct insn *i, uint64_t pc)
{
    *i = (struct insn){.exec = op_end, .pc = pc};
}

/* Does memory still hold what the block was made from? */
static bool unchanged(const struct block *b)
{
    const uint8_t *p = b->code;
    for (unsigned n = 0; n < b->count; n++) {
        unsigned length = insn_length(b->insn[n].word);
        if (b->insn[n].word != (length == 4 ? word(p) : halfword(p)))
            return false;
        p += length;
    }
    return true;
}

/* One instruction at pc, whose first two bytes are at `code`. The other two are looked up by themselves: they may lie in
 * the next page, or beyond what PMP allows. */
static const struct block *single(struct hart *h, const uint8_t *code, uint64_t pc)
{
    struct block *b = &h->blocks.lone;
    struct insn *i = h->blocks.lone_insn;
    uint32_t bits = halfword(code);
    unsigned length = insn_length(bits);
    if (length == 4) {
        bool ignored;
        const uint8_t *rest = translate_fetch(h, pc + 2, &ignored);
        if (!rest)
            return NULL;
        bits |= (uint32_t)halfword(rest) << 16;
    }
    decode(bits, i);
    i->pc = pc;
    end_mark(i + 1, pc + length);
    *b = (struct block){.code = code, .pc = pc, .insn = i, .count = 1};
    return b;
}

const struct block *block_single(struct hart *h)
{
    bool ignored;
    const uint8_t *code = translate_fetch(h, h->pc, &ignored);
    return code ? single(h, code, h->pc) : NULL;
}

/* Decodes from pc to the end of the run, of the page, or of a block's greatest size. `at` has room for it. */
static unsigned build(struct hart *h, const uint8_t *code, uint64_t pc, struct insn *at)
{
    unsigned n = 0, left = PAGE_SIZE - (pc & PAGE_MASK);
    bool ends = false;
    while (!ends && n < BLOCK_INSNS && left >= 2) {
        if (breakpoint_at(h, pc)) {
            at[n] = (struct insn){.exec = op_break, .pc = pc};
            return n;
        }
        unsigned length = insn_length(halfword(code));
        if (left < length)
            break;
        ends = decode(length == 4 ? word(code) : halfword(code), &at[n]);
        at[n++].pc = pc;
        code += length;
        pc += length;
        left -= length;
    }
    end_mark(&at[n], pc);
    return n;
}

static unsigned slot_of(const uint8_t *code, uint64_t pc)
{
    uint64_t key = (uintptr_t)code ^ pc << 24;
    return (unsigned)(key * UINT64_C(0x9e3779b97f4a7c15) >> 48);
}
_Static_assert(BLOCK_SLOTS == 1 << (64 - 48), "slot_of yields every slot");

static const struct block *make(struct hart *h, const uint8_t *code, uint64_t pc, struct block *b)
{
    struct block_cache *cache = &h->blocks;
    if (cache->used + BLOCK_INSNS + 1 > BLOCK_ARENA)
        blocks_reset(cache);
    struct insn *at = &cache->arena[cache->used];
    unsigned count = build(h, code, pc, at);
    if (count == 0 && at->exec == op_end) /* the first instruction crosses the page */
        return single(h, code, pc);
    cache->used += count + 1;
    *b = (struct block){.code = code, .pc = pc, .epoch = cache->code_epoch, .insn = at, .count = count};
    return b;
}

const struct block *block_at_pc(struct hart *h)
{
    uint64_t pc = h->pc;
    bool divided;
    const uint8_t *code = translate_fetch(h, pc, &divided);
    if (!code)
        return NULL;
    if (divided && !breakpoint_at(h, pc))
        return single(h, code, pc);
    struct block *b = &h->blocks.slot[slot_of(code, pc)];
    if (b->code == code && b->pc == pc) {
        if (b->epoch == h->blocks.code_epoch)
            return b;
        if (unchanged(b)) {
            b->epoch = h->blocks.code_epoch;
            return b;
        }
    }
    return make(h, code, pc, b);
}
