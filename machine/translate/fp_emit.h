/* What the emitters of FP instructions share. A row's detail is `FORMAT_S` or `FORMAT_D`, with flags of the emitter's. */
#pragma once
#include <stddef.h>

#include "core/exec.h"
#include "core/fp.h"
#include "translate/translator.h"

enum { FORMAT_D = 0xf2, FORMAT_S = 0xf3, FORMAT = 0xff }; /* prefixes of scalar SSE instructions */
enum { XMM0, XMM1 };
enum { VECTOR_LOAD = 0x0f10, VECTOR_STORE, VECTOR_COMPARE_QUIET = 0x0f2e, VECTOR_COMPARE };
enum { MOV_LOAD = 0x8b, MOV_STORE = 0x89, MOV_IMM = 0xc7, COMPARE_IMM = 0x81, MOVSXD = 0x63 };

static inline bool is_single(const struct row *row)
{
    return (row->detail & FORMAT) == FORMAT_S;
}

static inline int32_t f_at(unsigned n)
{
    return (int32_t)(offsetof(struct hart, f) + 8 * n);
}

static inline unsigned rounding_of(const struct insn *i)
{
    return i->word >> 12 & 7;
}

/* A float that is not boxed goes to the body. */
void check_boxed(struct work *w, const struct row *row, struct cold *c, unsigned n);
/* f[n] has been written: whole, or its lower half with a float. */
void written(struct work *w, const struct row *row, unsigned n);
void fp_get(struct work *w, const struct row *row, unsigned vector, unsigned n);
void fp_put(struct work *w, const struct row *row, unsigned n, unsigned vector);
