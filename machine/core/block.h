/* Decoded basic blocks.
 *
 * A block is a run of instructions at consecutive addresses within one page. It is found by the host address of its first byte
 * and by pc, so a translation change needs no flush: another page is another host address. fence.i, and whatever
 * changes translations, raises code_epoch; a block of an older epoch is compared with memory before it runs again. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/insn.h"

enum { BLOCK_INSNS = 32, BLOCK_SLOTS = 1 << 16, BLOCK_ARENA = 1 << 19 /* instructions */ };

struct block {
    const uint8_t *code; /* NULL: no block */
    uint64_t pc;
    uint64_t epoch;
    const struct insn *insn; /* `count` instructions and the end mark */
    unsigned count;
    /* Kept by an engine; a new block has none. */
    const void *native; /* its translation */
    uint32_t serial;    /* the translation's number, from 1 */
    uint32_t live;      /* serial: the translation may run; 0: not before the block has been looked up again */
    uint8_t fp;         /* what the translation needs of the FP unit */
};

struct block_cache {
    struct block slot[BLOCK_SLOTS];
    struct insn arena[BLOCK_ARENA];
    unsigned used; /* of arena */
    uint64_t code_epoch;
    struct block lone; /* a block that is not kept: straddling, single step */
    struct insn lone_insn[2];
};

struct hart;
void blocks_reset(struct block_cache *cache);
/* Memory or translations may have changed under the blocks. */
static inline void blocks_recheck(struct block_cache *cache)
{
    cache->code_epoch++;
}
/* The block at h->pc, or NULL: h->trap is set. */
const struct block *block_at_pc(struct hart *h);
/* The single instruction at h->pc, breakpoints ignored; valid until the next call. */
const struct block *block_single(struct hart *h);
