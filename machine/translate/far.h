/* Far calls and returns in translated code.
 *
 * A call that went the long way, through the segment unit, leaves a site: from where to where it led, and all that decided
 * it. While that is as it was, the segment unit would decide the same again, so the code does by itself what it would do. What decides is
 *  - the operands: virtual selector, mask, sp;
 *  - the side: what the hart's segment state holds besides. U-mode under Xseg only, and only where nothing ends by time and
 *    nobody looks on;
 *  - the look-aside buffer: as long as no entry comes or goes, each search finds what it found;
 *  - the TLB, for the callee's code: jumps are forgotten with it;
 *  - PMP, for the frame: a write of it empties the TLB for data.
 * If one of the last three changes, all sites are forgotten (far_check).
 *
 * A side is its segment state by value, and what the tables before the TLB know there. SIDE, a host register, is all that says which one
 * execution is at; the segment unit's state, views and counters follow when C looks at them next (far_settle).
 *
 * Most of a frame is constant. It is written by a site only if it is not surely there from its last call, and not compared by the return
 * if it is surely still there: nobody but calls writes it as long as execution stays in translated code of U-mode, which does not
 * store into pages that hold frames. All that could is told of by far_distrust; the frame is compared then. */
#pragma once
#include "translate/translator.h"

enum {
    FAR_SITES = 4096,
    FAR_WAYS = 4, /* sites of one instruction */
    FAR_SIDES = 256,
    FAR_PLACES = 64, /* of frames, by their address */
    FAR_PAGES = 256, /* of pages that have frames */
    FAR_FRAME = XS_FRAME_SIZE
};

/* What the segment state holds where sides differ. */
enum {
    STATE_LSP,
    STATE_LSLIM,
    STATE_CODE,
    STATE_THREAD,
    STATE_BASE,
    STATE_LIMIT,
    STATE_VW,
    STATE_GF,
    STATE_TID,
    STATES
};
struct far_state {
    uint64_t word[STATES];
};

struct far_side {
    _Alignas(64) struct front_side front;
    struct far_state state;
    uint64_t version;      /* another than the translator's: it is free */
    uint8_t *frame;        /* the newest one, in host memory */
    struct far_site *last; /* of front.site, before it became unsure */
    bool listed;           /* among those of which the frame may be sure */
    uint8_t fp_lacks;      /* what h->native.lacks says of FPE */
    uint64_t grant_low;    /* no visible window of a thread segment begins lower */
};

struct far_site {
    _Alignas(64) struct far_side *caller, *callee;  /* NULL: forgotten */
    uint64_t sp, callee_sp, limit;                  /* limit: the callee's */
    uint8_t *host;                                  /* of the frame */
    const void *code, *back;                        /* where call and return go on: */
    uint64_t frame[12];                             /* header; gp, tp, serial and LW are written by the call itself */
    const void *protected_entry, *protected_behind; /* when FPE has been switched, */
    const void *entry, *behind; /* at the callee's entry and behind the call, if they are not protected */
    uint64_t vsel, mask;
    struct far_side **place;
    struct far_site *next;
    uint64_t arguments[8], results[8]; /* masks: all ones for a register that a protected call hands over */
    uint32_t fp_arguments, fp_results; /* FP registers that a call hands over which saves them */
    uint64_t failures;                 /* of the first one: since a call left a site */
};

/* Everything of far calls; the translator has one. */
struct far {
    struct far_side side[FAR_SIDES];
    unsigned sites, sides; /* in use; of sides, of this version */
    struct far_site *live[FAR_SITES];
    unsigned lives;                     /* sites that are not forgotten */
    struct far_side *place[FAR_PLACES]; /* whose call made the frame last */
    struct far_side *trusted[FAR_SIDES];
    unsigned trusts;
    const void *page[FAR_PAGES];
    unsigned pages;
    uint64_t version;
    struct far_asked {         /* a call by the segment unit, from before it until its callee's code is known */
        struct far_site *head; /* of the sites of the instruction; NULL: none is under way */
        struct far_side *caller;
        uint64_t sp, vsel, mask, version;
        struct far_state callee; /* as the call left it, and the frame: others may change them before its callee runs */
        uint64_t frame[12];
    } asked;
    uint64_t crossings, saves, undone; /* calls and returns that took no C; those protected; far_back.c */
    struct far_site site[FAR_SITES];   /* those in use; the first one leads nowhere */
};

static inline uint64_t far_code_segment(const struct xs_hart *s)
{
    return s->s1_selector | (uint64_t)s->s1_generation << 32;
}
static inline uint64_t far_thread_segment(const struct xs_hart *s)
{
    return s->s2_selector | (uint64_t)s->s2_generation << 32;
}

/* --- sides (far_side.c) */
bool far_state_of(const struct hart *h, struct far_state *state); /* false: no site leads to or from here */
/* The side with this state, which is the hart's but for masks. Its frame is not sure, if it is new. NULL: there is none. */
struct far_side *far_side_of(struct translator *t, struct hart *h, const struct far_state *state);
void far_renew(struct hart *h, struct far_side *side); /* before a return to it by a frame that was not sure */
void far_enter(struct hart *h, struct far_side *side); /* execution is there */
/* The header of the frame surely is what `site` wrote, until something happens that may change frames. */
void far_trust(struct translator *t, struct far_site *site);
void far_distrust(struct translator *t);
void far_forget_sites(struct translator *t, struct hart *h);
/* Has anything changed that is not in sides? Then all sites are forgotten. Each of these only grows. */
static inline void far_check(struct translator *t, struct hart *h)
{
    uint64_t changes = h->segment.slb_changes + h->tlb.front.generation + t->era;
    if (changes == t->changes)
        return;
    t->changes = changes;
    if (t->far->sides > 0)
        far_forget_sites(t, h);
}
bool far_add_page(struct translator *t, struct hart *h, const void *host); /* false: there are too many */

/* --- by translated code; every register but SIDE stays as it is */
void native_place(struct hart *h); /* finds out the side */
void native_trust(struct hart *h); /* native.asked writes its frame, and trusts it */
/* Before a return: finds out the side, compares the frame if it is not sure, restores what the callee wrote of the data
 * registers, if nothing is in the way of the return. */
void native_return(struct hart *h);
/* native.asked is a call, or a return, that saves FP registers. */
void native_save_fp(struct hart *h);
void native_restore_fp(struct hart *h);

/* --- by the engine */
void far_before(struct translator *t, struct hart *h, const struct insn *i, struct far_site *head);
void far_called(struct translator *t, struct hart *h);
void far_learn(struct translator *t, struct hart *h, const void *code); /* code: translation at h->pc */
void far_drop(struct translator *t);
struct far_site *far_new(struct translator *t); /* NULL: none is left */
void far_forget(struct translator *t, struct hart *h);
/* Brings state, views and counters up to date. */
void far_catch_up(struct hart *h);
static inline void far_settle(struct hart *h)
{
    if (h->tlb.front.side != h->tlb.front.settled || h->segment.last_serial != h->native.serial)
        far_catch_up(h);
}
/* Before translated code runs again. */
static inline void far_steady(struct hart *h)
{
    h->tlb.front.settled = h->tlb.front.side;
    h->native.serial = h->native.reserved_serial = h->segment.last_serial;
    h->native.reserved_side = h->tlb.front.side;
}
void far_stubs(struct translator *t, struct out *o);
void far_ready_stub(struct translator *t, struct out *o);
void far_fp_stubs(struct translator *t, struct out *o);
/* The last instruction of a block: sg.call, sg.ret. */
void emit_far_call(struct work *w, const struct insn *i);
void emit_far_return(struct work *w, const struct insn *i);
