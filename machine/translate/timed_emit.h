/* What the emitters of code that counts cycles share. */
#pragma once
#include <stddef.h>

#include "translate/timed.h"

#define NATIVE(field) ((int32_t)offsetof(struct hart, native.field))
#define MODEL(field)  ((int32_t)offsetof(struct timing, field))

static inline struct timed *clock_of(const struct work *w)
{
    return w->t->timed;
}

static inline const struct timing_profile *profile_of(const struct work *w)
{
    return clock_of(w)->engine->model->profile;
}

static inline unsigned number_of(const struct work *w)
{
    return (unsigned)(w->version - clock_of(w)->version);
}

/* Cycles that the block will issue for behind instruction n. */
static inline int32_t ahead(const struct work *w, unsigned n)
{
    return w->version->issued[w->b->count] - w->version->issued[n];
}

static inline unsigned index_of_insn(const struct work *w, const struct insn *i)
{
    return (unsigned)(i - w->b->insn);
}

static inline uint64_t line_of(const struct work *w, uint64_t pc)
{
    return pc & ~(uint64_t)(profile_of(w)->line_bytes - 1);
}

/* A jump, just emitted, to code behind the block that calls the stub (NULL: none) with `what`, and leaves before instruction i
 * if that says so. */
struct cold *timed_cold(struct work *w, const struct insn *i, uint8_t *jump, const uint8_t *stub, unsigned what);
/* Fetches the instruction's lines, as far as execution is not in them. */
void emit_lines(struct work *w, const struct insn *i);
