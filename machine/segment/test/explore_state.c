/* Both sides of a state in 16 bytes.
 *   eager: level i at bit 13 * i (4 levels: 52 bits); 53:52 the top level; 57:54 what is revoked (REVOCABLE); rest 0
 *   lazy : level i at bit 13 * i: V 1:0, W 3:2, G 5:4, slots 9:6 and 13:10, T 14 -> 15 bits per level, 60 bits;
 *          contents of R[3] and R[4]: 4 bits at eager 61:58 and lazy 63:60 */
#include <string.h>

#include "explore.h"

const unsigned REVOCABLE[4] = {DATA, SERVER, CLIENT, THREAD};
static const unsigned CODE[LEVELS + 1] = {CLIENT, SERVER, OTHER, CLIENT, SERVER};
static const unsigned INDEX[LEVELS] = {TO_SERVER, TO_OTHER, TO_CLIENT, TO_SERVER}; /* called from that level */

static uint64_t limit_at(unsigned level)
{
    return STACK_TOP - level * 0x100;
}

static unsigned intern(struct contents *c, const struct xs_reg *image)
{
    for (unsigned i = 0; i < c->count; i++)
        if (!memcmp(&c->known[i], image, sizeof *image))
            return i;
    assert_true(c->count < CONTENTS);
    c->known[c->count] = *image;
    return c->count++;
}

static struct xs_reg eager_image(const struct m_register *m)
{
    struct xs_reg image = {0};
    if (!m->full)
        return image;
    xs_reg_set_valid(&image, 1);
    xs_reg_set_selector(&image, m->selector);
    xs_reg_set_generation(&image, m->generation);
    xs_reg_set_base(&image, m->from);
    xs_reg_set_limit(&image, m->to);
    xs_reg_set_r(&image, m->r);
    xs_reg_set_w(&image, m->w);
    xs_reg_set_keep(&image, m->keep);
    xs_reg_set_thread(&image, m->stack);
    return image;
}

static void eager_register(struct m_register *m, const struct xs_reg *image, bool visible, bool granted)
{
    *m = (struct m_register){.visible = visible,
                             .granted = granted,
                             .full = xs_reg_valid(image),
                             .r = xs_reg_r(image),
                             .w = xs_reg_w(image),
                             .keep = xs_reg_keep(image),
                             .stack = xs_reg_thread(image),
                             .selector = (uint32_t)xs_reg_selector(image),
                             .generation = (uint32_t)xs_reg_generation(image),
                             .from = xs_reg_base(image),
                             .to = xs_reg_limit(image)};
}

static const struct m_activation *activation(const struct m_thread *t, unsigned level)
{
    return level == t->depth ? &t->now : &t->stack[level].caller;
}

static uint64_t pack_eager(const struct m_activation *a, struct contents *c)
{
    uint64_t bits = (uint64_t)a->thread_table << 12;
    for (unsigned i = 0; i < REGS; i++) {
        struct xs_reg image = eager_image(&a->data[i]);
        bits |= (a->data[i].visible | (uint64_t)a->data[i].granted << 1 | (uint64_t)intern(c, &image) << 2) << 6 * i;
    }
    return bits;
}

static uint64_t frame_pa(unsigned level)
{
    return LINKAGE_PA(0) + level * XS_FRAME_SIZE;
}

/* Masks of one level: those of the hart at the top, else what the frame above saved. */
static uint64_t pack_lazy(struct pair *p, struct contents *c, unsigned level, unsigned top)
{
    uint64_t word = world_get_u64(&p->w, frame_pa(level + 1) + XS_FRAME_V_OFFSET);
    uint64_t v = level == top ? p->w.hart.v : word & 0xffff, wr = level == top ? p->w.hart.w : word >> 16 & 0xffff;
    uint64_t g = level == top ? p->w.hart.g : word >> 32 & 0xffff;
    uint64_t bits = (v >> 3 & 3) | (wr >> 3 & 3) << 2 | (g >> 3 & 3) << 4 | (v >> 15) << 14;
    for (unsigned i = 0; i < REGS; i++)
        if (wr >> (3 + i) & 1) {
            struct xs_reg image;
            for (unsigned n = 0; n < 4; n++)
                image.w[n] = world_get_u64(&p->w, frame_pa(level) + XS_FRAME_SLOTS + i * XS_REG_SIZE + n * 8);
            bits |= (uint64_t)intern(c, &image) << (6 + 4 * i);
        }
    return bits;
}

struct state pack(struct pair *p, struct contents *c, unsigned revoked)
{
    struct xs_reg r[REGS];
    unsigned top = p->t->depth;
    xs_get_image(&p->w.hart, 3, &r[0]);
    xs_get_image(&p->w.hart, 4, &r[1]);
    struct state s = {(uint64_t)top << 52 | (uint64_t)revoked << 54 | (uint64_t)intern(c, &r[0]) << 58,
                      (uint64_t)intern(c, &r[1]) << 60};
    for (unsigned level = 0; level <= top; level++) {
        s.eager |= pack_eager(activation(p->t, level), c) << 13 * level;
        s.lazy |= pack_lazy(p, c, level, top) << 15 * level;
    }
    return s;
}

static void unpack_eager(struct m_activation *a, const struct contents *c, uint64_t bits, unsigned level)
{
    memset(a, 0, sizeof *a);
    a->thread_table = bits >> 12 & 1;
    a->code = CODE[level];
    a->code_generation = GENERATION;
    a->serial = level;
    a->stack_end = a->low_water = limit_at(level);
    a->badge = level ? BADGE(CODE[level - 1], INDEX[level - 1]) : 0;
    a->pc = PTR(1, 0x400);
    a->x[2] = PTR(2, limit_at(level + 1));
    a->deadline = UINT64_MAX;
    for (unsigned i = 0; i < REGS; i++)
        eager_register(&a->data[i], &c->known[bits >> (6 * i + 2) & 15], bits >> 6 * i & 1, bits >> (6 * i + 1) & 1);
}

/* The frame that level's caller pushed, and the slots that level itself may have filled. */
static void unpack_frame(struct pair *p, const struct contents *c, struct state s, unsigned level)
{
    struct xs_frame f = {0};
    uint64_t bits = s.lazy >> 15 * level, below = level ? s.lazy >> 15 * (level - 1) : 0;
    xs_frame_set_kind(&f, level ? XS_FRAME_CALL : XS_FRAME_BOTTOM);
    xs_frame_set_serial(&f, level);
    if (level) {
        xs_frame_set_pc(&f, PTR(1, 0x404));
        xs_frame_set_sp(&f, PTR(2, limit_at(level)));
        xs_frame_set_v(&f, (below & 3) << 3 | (below >> 14 & 1) << 15);
        xs_frame_set_w(&f, (below >> 2 & 3) << 3);
        xs_frame_set_g(&f, (below >> 4 & 3) << 3);
        xs_frame_set_s2limit(&f, limit_at(level - 1));
        xs_frame_set_lw(&f, limit_at(level - 1));
        xs_frame_set_s1_selector(&f, CODE[level - 1]);
        xs_frame_set_s1_generation(&f, GENERATION);
        xs_frame_set_deadline(&f, XS_NO_DEADLINE);
        xs_frame_set_badge(&f, BADGE(CODE[level - 1], INDEX[level - 1]));
    }
    memcpy(p->w.ram + (frame_pa(level) - RAM_BASE), &f, sizeof f); /* slots that nobody filled hold 0 */
    for (unsigned i = 0; i < REGS; i++)
        if (bits >> (2 + i) & 1)
            memcpy(p->w.ram + (frame_pa(level) - RAM_BASE) + XS_FRAME_SLOTS + i * XS_REG_SIZE,
                   &c->known[bits >> (6 + 4 * i) & 15], XS_REG_SIZE);
}

static void unpack_hart(struct pair *p, const struct contents *c, struct state s, unsigned top)
{
    struct xs_hart *h = &p->w.hart;
    uint64_t bits = s.lazy >> 15 * top;
    xs_put_image(h, 3, &c->known[s.eager >> 58 & 15]);
    xs_put_image(h, 4, &c->known[s.lazy >> 60]);
    h->v = (uint32_t)((bits & 3) << 3 | (bits >> 14 & 1) << 15);
    h->w = (uint32_t)(bits >> 2 & 3) << 3;
    h->g = (uint32_t)(bits >> 4 & 3) << 3;
    h->s1_selector = CODE[top];
    h->s1_generation = GENERATION;
    h->s2_limit = h->lw = limit_at(top);
    h->lsp = frame_pa(top);
    h->serial = h->last_serial = top;
    memset(p->w.x, 0, sizeof p->w.x);
    memset(p->w.f, 0, sizeof p->w.f);
    p->w.x[2] = PTR(2, limit_at(top + 1));
    p->w.pc = PTR(1, 0x400);
    p->w.fcsr = 0;
}

unsigned unpack(struct pair *p, const struct contents *c, struct state s)
{
    unsigned top = s.eager >> 52 & 3, revoked = s.eager >> 54 & 15;
    for (unsigned i = 0; i < 4; i++)
        if (p->k.segment[REVOCABLE[i]].generation != GENERATION + (revoked >> i & 1))
            pair_restore(p, REVOCABLE[i], GENERATION + (revoked >> i & 1));
    p->t->depth = top;
    p->t->last_serial = top;
    for (unsigned level = 0; level <= top; level++) {
        unpack_eager((struct m_activation *)activation(p->t, level), c, s.eager >> 13 * level, level);
        unpack_frame(p, c, s, level);
        if (level < top) {
            p->t->stack[level].caller.pc += 4;
            p->t->stack[level].protect = p->t->stack[level].fp_saved = false;
            p->t->stack[level].gate = GATE_PLAIN;
        }
    }
    unpack_hart(p, c, s, top);
    return revoked;
}
