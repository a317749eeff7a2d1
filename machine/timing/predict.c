#include "timing/predict.h"

#include <stdlib.h>
#include <string.h>

enum { NOTHING = 1 }; /* no pc is odd */

/* History is folded as Rocket's BTB.scala does it: times sqrt(3)/2 of its range, the top bits. */
static void fold_history(struct predictor *p)
{
    const struct timing_profile *f = p->profile;
    unsigned length = f->history_length, bits = f->history_bits, range = 1u << length;
    unsigned factor = (unsigned)(0.8660254037844386 * (double)range);
    unsigned shift = f->bht_entries ? (unsigned)__builtin_ctz(f->bht_entries) - bits : 0;
    for (unsigned history = 0; history < range; history++) {
        unsigned folded = (history * factor & (range - 1)) >> (length - bits);
        p->fold[history] = ((uint64_t)(length == bits ? history : folded) << shift) & p->bht_mask;
    }
}

bool predictor_make(struct predictor *p, const struct timing_profile *profile)
{
    *p = (struct predictor){.profile = profile};
    p->bht = calloc(profile->bht_entries + 1u, 1);
    p->btb = calloc(profile->btb_entries + 1u, sizeof *p->btb);
    p->ras = calloc(profile->ras_entries + 1u, sizeof *p->ras);
    p->fold = calloc(1u << profile->history_length, sizeof *p->fold);
    if (!p->bht || !p->btb || !p->ras || !p->fold)
        return false;
    p->bht_mask = profile->bht_entries ? profile->bht_entries - 1 : 0;
    fold_history(p);
    predictor_clear(p);
    return true;
}

void predictor_free(struct predictor *p)
{
    free(p->bht);
    free(p->btb);
    free(p->ras);
    free(p->fold);
}

void predictor_clear(struct predictor *p)
{
    memset(p->bht, 0, p->profile->bht_entries);
    memset(p->btb_hint, 0, sizeof p->btb_hint);
    memset(p->btb_of, 0, sizeof p->btb_of);
    p->btb[0] = (struct btb_line){NOTHING, 0};
    for (unsigned n = 1; n < p->profile->btb_entries; n++)
        p->btb[n] = (struct btb_line){NOTHING, 0};
    p->btb_next = p->ras_depth = p->ras_top = p->history = 0;
}

static struct btb_line *btb_find(struct predictor *p, uint64_t pc)
{
    unsigned entries = p->profile->btb_entries, hint = predict_hint(pc);
    if (predict_place(p, pc)->pc == pc)
        return predict_place(p, pc);
    for (unsigned n = 0; p->btb_of[hint] && n < entries; n++)
        if (p->btb[n].pc == pc) {
            p->btb_hint[hint] = (uint16_t)n;
            return &p->btb[n];
        }
    return NULL;
}

/* The place that has been filled longest. */
static struct btb_line *btb_place(struct predictor *p, uint64_t pc)
{
    struct btb_line *e = &p->btb[p->btb_next];
    if (e->pc != NOTHING)
        p->btb_of[predict_hint(e->pc)]--;
    p->btb_of[predict_hint(pc)]++;
    p->btb_hint[predict_hint(pc)] = (uint16_t)p->btb_next;
    p->btb_next = (p->btb_next + 1) % p->profile->btb_entries;
    return e;
}

/* Does the buffer know where this jump goes? It does from now on. */
static bool btb_knows(struct predictor *p, uint64_t pc, uint64_t target)
{
    struct btb_line *e = btb_find(p, pc);
    if (!p->profile->btb_entries)
        return false;
    bool known = e && e->target == target;
    if (!e)
        e = btb_place(p, pc);
    *e = (struct btb_line){pc, target};
    return known;
}

/* As Rocket indexes its table: four bytes of code share a counter; the latest outcome is history's top bit. */
static uint8_t *counter_of(struct predictor *p, uint64_t pc)
{
    return &p->bht[predict_key(p, pc) ^ p->fold[p->history]];
}

/* Predicts, and learns what happened. Without counters: backward taken, forward not. */
static bool direction(struct predictor *p, uint64_t pc, uint64_t target, bool taken)
{
    const struct timing_profile *f = p->profile;
    if (!f->bht_entries)
        return target < pc;
    uint8_t *counter = counter_of(p, pc);
    bool predicted = *counter >> (f->bht_bits - 1);
    unsigned most = (1u << f->bht_bits) - 1;
    if (taken)
        *counter += *counter < most;
    else
        *counter -= *counter > 0;
    p->history = p->history >> 1 | (f->history_length ? (unsigned)taken << (f->history_length - 1) : 0);
    return predicted;
}

enum prediction predict_branch(struct predictor *p, uint64_t pc, uint64_t target, bool taken)
{
    bool predicted = direction(p, pc, target, taken);
    if (!taken)
        return predicted ? MISPREDICTED : NOT_TAKEN;
    bool known = btb_knows(p, pc, target);
    return !predicted ? MISPREDICTED : known ? PREDICTED_BTB : PREDICTED_DECODE;
}

enum prediction predict_jump(struct predictor *p, uint64_t pc, uint64_t target)
{
    return btb_knows(p, pc, target) ? PREDICTED_BTB : PREDICTED_DECODE;
}

enum prediction predict_indirect(struct predictor *p, uint64_t pc, uint64_t target)
{
    return btb_knows(p, pc, target) ? PREDICTED_BTB : MISPREDICTED;
}

void predict_call(struct predictor *p, uint64_t back)
{
    unsigned entries = p->profile->ras_entries;
    if (!entries)
        return;
    p->ras_top = (p->ras_top + 1) % entries;
    p->ras[p->ras_top] = back;
    p->ras_depth += p->ras_depth < entries;
}

/* The buffer tells fetch that a return is there, the stack tells where it goes. */
enum prediction predict_return(struct predictor *p, uint64_t pc, uint64_t target)
{
    unsigned entries = p->profile->ras_entries;
    if (!p->ras_depth)
        return predict_indirect(p, pc, target);
    bool right = p->ras[p->ras_top] == target, known = btb_find(p, pc) != NULL;
    p->ras_top = (p->ras_top + entries - 1) % entries;
    p->ras_depth--;
    btb_knows(p, pc, target);
    return !right ? MISPREDICTED : known ? PREDICTED_BTB : PREDICTED_DECODE;
}
