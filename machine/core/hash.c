#include <string.h>

#include "core/fp_env.h"
#include "core/hart_state.h"
#include "core/trap.h"

/* FNV-1a over 64-bit words, with a final mix. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

static uint64_t mix_words(uint64_t hash, const void *from, size_t bytes)
{
    for (size_t n = 0; n + 8 <= bytes; n += 8) {
        uint64_t word;
        memcpy(&word, (const char *)from + n, 8);
        hash = mix(hash, word);
    }
    return hash;
}

static uint64_t mix_segment(uint64_t hash, const struct xs_hart *s)
{
    for (unsigned n = XS_SG_DATA_FIRST; n <= XS_SG_DATA_LAST; n++) {
        struct xs_reg image;
        xs_get_image(s, n, &image);
        hash = mix_words(hash, &image, sizeof image);
    }
    const uint64_t rest[] = {
        s->s1_selector,
        s->s1_generation,
        s->s2_selector,
        s->s2_generation,
        s->s2_base,
        s->s2_limit,
        s->v,
        s->w,
        s->g,
        s->lsp,
        s->lslim,
        s->deadline,
        s->lw,
        s->tid,
        s->serial,
        s->last_serial,
        s->fpe,
        s->gst,
        s->binding_table,
        s->thread_table,
        s->ilbase,
        s->illim,
        s->irq_source,
        s->irq_level,
        s->irq_left,
    };
    return mix_words(hash, rest, sizeof rest);
}

uint64_t hart_state_hash(const struct hart *h)
{
    fp_collect((struct hart *)h);
    const uint64_t rest[] = {h->pc,
                             h->instret,
                             h->priv,
                             h->fcsr,
                             h->reservation,
                             h->reservation == RESERVATION_NONE ? 0 : h->reserved_value,
                             interrupt_pending(h),
                             h->cycle_offset,
                             h->instret_offset,
                             h->allowed_end};
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    hash = mix_words(hash, h->x, 32 * sizeof *h->x);
    hash = mix_words(hash, h->f, sizeof h->f);
    hash = mix_words(hash, rest, sizeof rest);
    hash = mix_words(hash, &h->csr, sizeof h->csr);
    return mix_segment(hash, &h->segment);
}
