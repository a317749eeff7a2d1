#include "timing/predict.h"

#include <stdlib.h>
#include <string.h>

enum { NOTHING = 1 }; /* no pc is odd */

bool predictor_make(struct predictor *p, const struct timing_profile *profile)
{
    *p = (struct predictor){.profile = profile};
    p->bht = calloc(profile->bht_entries + 1u, 1);
    p->btb = calloc(profile->btb_entries + 1u, sizeof *p->btb);
    p->ras = calloc(profile->ras_entries + 1u, sizeof *p->ras);
    /* History is folded as Rocket's BTB.scala does it: times sqrt(3)/2 of its range, the top bits. */
    p->history_factor = (unsigned)(0.8660254037844386 * (double)(1u << profile->history_length));
    if (profile->bht_entries)
        p->bht_shift = (unsigned)__builtin_ctz(profile->bht_entries) - profile->history_bits;
    if (!p->bht || !p->btb || !p->ras)
        return false;
    predictor_clear(p);
    return true;
}

void predictor_free(struct predictor *p)
{
    free(p->bht);
    free(p->btb);
    free(p->ras);
}

void predictor_clear(struct predictor *p)
{
    memset(p->bht, 0, p->profile->bht_entries);
    memset(p->btb_hint, 0, sizeof p->btb_hint);
    p->btb[0] = (struct btb_line){NOTHING, 0};
    for (unsigned n = 1; n < p->profile->btb_entries; n++)
        p->btb[n] = (struct btb_line){NOTHING, 0};
    p->btb_next = p->ras_depth = p->ras_top = p->history = 0;
}

static uint16_t *hint(struct predictor *p, uint64_t pc)
{
    return &p->btb_hint[(pc >> 1) & 255];
}

static struct btb_line *btb_find(struct predictor *p, uint64_t pc)
{
    unsigned entries = p->profile->btb_entries, at = *hint(p, pc);
    if (p->btb[at].pc == pc)
        return &p->btb[at];
    for (unsigned n = 0; n < entries; n++)
        if (p->btb[n].pc == pc) {
            *hint(p, pc) = (uint16_t)n;
            return &p->btb[n];
        }
    return NULL;
}

/* Does the buffer know where this jump goes? It does from now on. */
static bool btb_knows(struct predictor *p, uint64_t pc, uint64_t target)
{
    struct btb_line *e = btb_find(p, pc);
    if (!p->profile->btb_entries)
        return false;
    bool known = e && e->target == target;
    if (!e) {
        e = &p->btb[p->btb_next];
        *hint(p, pc) = (uint16_t)p->btb_next;
        p->btb_next = (p->btb_next + 1) % p->profile->btb_entries;
    }
    *e = (struct btb_line){pc, target};
    return known;
}

/* As Rocket indexes its table: four bytes of code share a counter; the latest outcome is history's top bit. */
static uint8_t *counter_of(struct predictor *p, uint64_t pc)
{
    const struct timing_profile *f = p->profile;
    unsigned length = f->history_length, bits = f->history_bits, entries = f->bht_entries;
    unsigned folded = (p->history * p->history_factor & ((1u << length) - 1)) >> (length - bits);
    uint64_t packet = pc >> 2;
    if (length == bits)
        folded = p->history;
    return &p->bht[(packet ^ (packet / entries & 3) ^ ((uint64_t)folded << p->bht_shift)) & (entries - 1)];
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
