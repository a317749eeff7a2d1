/* FP registers, NaN boxing and rounding, for the bodies of F and D. */
#pragma once
#include <stdbool.h>
#include <string.h>

#include "core/fp_env.h"

enum rounding { RNE = 0, RTZ = 1, RDN = 2, RUP = 3, RMM = 4, ROUNDING_DYNAMIC = 7 };
enum { FLAG_NX = 1, FLAG_UF = 2, FLAG_OF = 4, FLAG_DZ = 8, FLAG_NV = 16 };

#define BOX_S UINT64_C(0xffffffff00000000) /* upper half of a register that holds a float */
#define NAN_S UINT32_C(0x7fc00000)         /* canonical */
#define NAN_D UINT64_C(0x7ff8000000000000)

/* A register that is not a boxed float reads as the canonical NaN. */
static inline uint32_t bits_s(const struct hart *h, unsigned n)
{
    return (h->f[n] & BOX_S) == BOX_S ? (uint32_t)h->f[n] : NAN_S;
}

static inline uint64_t bits_d(const struct hart *h, unsigned n)
{
    return h->f[n];
}

static inline void set_bits_s(struct hart *h, unsigned n, uint32_t bits)
{
    h->f[n] = BOX_S | bits;
    h->csr.mstatus |= MSTATUS_FS; /* dirty */
}

static inline void set_bits_d(struct hart *h, unsigned n, uint64_t bits)
{
    h->f[n] = bits;
    h->csr.mstatus |= MSTATUS_FS;
}

static inline bool nan_s(uint32_t bits)
{
    return (bits & 0x7fffffff) > 0x7f800000;
}
static inline bool nan_d(uint64_t bits)
{
    return bits << 1 > UINT64_C(0xffe0000000000000);
}
static inline bool signaling_s(uint32_t bits)
{
    return nan_s(bits) && !(bits & 0x00400000);
}
static inline bool signaling_d(uint64_t bits)
{
    return nan_d(bits) && !(bits & UINT64_C(0x0008000000000000));
}

static inline float get_s(const struct hart *h, unsigned n)
{
    uint32_t bits = bits_s(h, n);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline double get_d(const struct hart *h, unsigned n)
{
    double value;
    memcpy(&value, &h->f[n], sizeof value);
    return value;
}

/* Results of arithmetic: every NaN becomes the canonical one. */
static inline void set_s(struct hart *h, unsigned n, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    set_bits_s(h, n, nan_s(bits) ? NAN_S : bits);
}

static inline void set_d(struct hart *h, unsigned n, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    set_bits_d(h, n, nan_d(bits) ? NAN_D : bits);
}

static inline void raise_flags(struct hart *h, unsigned flags)
{
    h->fcsr |= flags;
    h->csr.mstatus |= MSTATUS_FS;
}

/* The instruction's rounding mode. False: FP is off, or the mode is reserved: illegal instruction. */
static inline bool fp_rounding(const struct hart *h, const struct insn *i, enum rounding *rm)
{
    unsigned mode = i->word >> 12 & 7;
    *rm = mode == ROUNDING_DYNAMIC ? h->fcsr >> 5 & 7 : mode;
    return fp_on(h) && *rm <= RMM;
}

/* As fp_rounding, and sets the host's rounding mode: nearest for RMM, which fp_rmm.c then corrects. */
static inline bool fp_begin(struct hart *h, const struct insn *i, enum rounding *rm)
{
    if (!fp_rounding(h, i, rm))
        return false;
    unsigned mode = *rm == RMM ? RNE : *rm;
    if (mode != h->fp_mode)
        fp_set_mode(h, mode);
    return true;
}
