/* Branch prediction of one hart: direction by a table of counters under global history, targets by a buffer of recent
 * jumps (first in, first out), returns by a stack. Keyed by effective pc alone, as hardware does: code of different
 * segments at one address shares entries. */
#pragma once
#include "timing/profile.h"

struct btb_line {
    uint64_t pc, target; /* pc 1: nothing here */
};

enum { BTB_HINTS = 2048 };
struct predictor {
    const struct timing_profile *profile;
    uint8_t *bht;
    struct btb_line *btb;
    uint64_t *ras;
    uint64_t *fold;               /* by history: what it contributes to the place of a counter */
    uint16_t btb_hint[BTB_HINTS]; /* where a pc was found last, by its low bits */
    uint16_t btb_of[BTB_HINTS];   /* how many pcs of the same low bits the buffer holds */
    unsigned btb_next, ras_top, ras_depth, history, bht_mask;
};

/* The other part of a counter's place. */
static inline uint64_t predict_key(const struct predictor *p, uint64_t pc)
{
    uint64_t packet = pc >> 2;
    return (packet ^ (packet / (p->bht_mask + 1) & 3)) & p->bht_mask;
}

static inline unsigned predict_hint(uint64_t pc)
{
    return (pc >> 1) % BTB_HINTS;
}

/* Where a jump at pc is in the target buffer, if it is there and was the last one of its low bits to be looked up. */
static inline struct btb_line *predict_place(const struct predictor *p, uint64_t pc)
{
    return &p->btb[p->btb_hint[predict_hint(pc)]];
}

enum prediction { PREDICTED_BTB, PREDICTED_DECODE, MISPREDICTED, NOT_TAKEN };

bool predictor_make(struct predictor *p, const struct timing_profile *profile);
void predictor_free(struct predictor *p);
void predictor_clear(struct predictor *p);
enum prediction predict_branch(struct predictor *p, uint64_t pc, uint64_t target, bool taken);
enum prediction predict_jump(struct predictor *p, uint64_t pc, uint64_t target); /* to an address in the instruction */
enum prediction predict_indirect(struct predictor *p, uint64_t pc, uint64_t target);
enum prediction predict_return(struct predictor *p, uint64_t pc, uint64_t target);
void predict_call(struct predictor *p, uint64_t back); /* a call pushes where it comes back to */
