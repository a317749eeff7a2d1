/* Far calls and returns in translated code.
 *
 * A call that went the long way, through the segment unit, leaves a site: from where to where it led, and all that decided
 * it. While that is as it was, the segment unit would decide the same again, so the code does by itself what it would do. What decides is
 *  - the operands: virtual selector, mask, sp;
 *  - the place: what the hart's segment state holds besides, as a number that stands for its value. U-mode under Xseg only,
 *    and only where nothing ends by time and nobody looks on. In it are, as numbers of their changes,
 *  - the look-aside buffer: as long as no entry comes or goes, each search finds what it found;
 *  - the TLB, for the callee's code: jumps are forgotten with it;
 *  - PMP, for the frame: a write of it empties the TLB for data.
 * A return leads back by the site of its call, if the frame in memory holds what the call wrote: the kernel may have
 * changed it.
 * Views, and the counters, follow when C looks at them next (far_settle). */
#pragma once
#include "translate/translator.h"

enum { FAR_SITES = 4096, FAR_WAYS = 4 /* sites of one instruction */, FAR_FRAME = XS_FRAME_SIZE };

/* What the segment state holds on one side of the border, where it differs. */
enum { STATE_LIMIT, STATE_MASKS, STATE_LSP = 3 };
struct far_side {
    uint64_t state[4]; /* S2's limit; V and W; G; LSP: as in struct xs_hart */
    uint64_t context, place, code_segment;
    uint64_t code_stamp, stack_stamp;
    uint64_t sp;
    uint64_t span, end; /* of the stack's page: front_range.span, and the address at which it ends */
    uint64_t fpe, fp_lacks;
};

struct far_site {
    _Alignas(16) uint64_t frame[12]; /* header; gp, tp, serial and LW are written by the call itself */
    uint64_t vsel, mask;
    struct far_site *next;
    struct far_side caller, callee;
    uint8_t *host;                     /* of the frame */
    struct far_site **hint;            /* by which the return finds this site */
    const void *code, *back;           /* where call and return go on: */
    const void *entry, *behind;        /* at the callee's entry and behind the call, if they are not protected */
    uint64_t arguments[8], results[8]; /* masks: all ones for a register that a protected call hands over */
    uint64_t *used[3], *used_by[2];    /* times of use of the look-aside buffer's entries: by the call, by the return */
    uint64_t page;                     /* effective address of the page below the callee's stack limit */
    uint64_t fp_changes;               /* FPE differs */
    uint64_t zero;
    uint64_t low;          /* offset in struct hart of front.thread_low, or of grant_low if the call grants anything */
    uint64_t failures;     /* of the first one: since a call left a site */
    uint64_t era, changes; /* of when it was learnt */
};

/* What a place is made of. */
struct place {
    uint64_t word[11];
    uint64_t number;
};
enum { PLACES = 1024, NO_PLACE = 1 /* where no site leads to or from */ };
uint64_t far_place(struct hart *h);
uint64_t far_place_with(struct hart *h, const uint64_t masks[2]); /* if V, W and G were these */
static inline uint64_t far_code_segment(const struct xs_hart *s)
{
    return s->s1_selector | (uint64_t)s->s1_generation << 32;
}
static inline uint64_t far_thread_segment(const struct xs_hart *s)
{
    return s->s2_selector | (uint64_t)s->s2_generation << 32;
}
/* Both only grow. */
static inline uint64_t far_changes(const struct hart *h)
{
    return h->segment.slb_changes + h->tlb.front.generation;
}

/* --- by translated code */
/* Every register stays as it is. */
void native_place(struct hart *h); /* finds out native.place */
void native_return(
    struct hart *h); /* the same, before a return: restores what the callee wrote of the data registers, if nothing
                                       is in the way of the return */

/* --- by the engine */
/* A call by the segment unit, from before it until its callee's code is known. */
struct far_asked {
    struct far_site *head; /* of the sites of the instruction; NULL: none is under way */
    struct far_side side;
    uint64_t vsel, mask, generation;
    uint64_t callee_place, frame[12]; /* as the call left them: others may change them before its callee runs */
};
void far_before(struct translator *t, struct hart *h, const struct insn *i, struct far_site *head);
void far_called(struct translator *t, struct hart *h);
void far_learn(struct translator *t, struct hart *h, const void *code); /* code: translation at h->pc */
void far_drop(struct translator *t);
struct far_site *far_new(struct translator *t); /* NULL: none is left */
void far_forget(struct translator *t, struct hart *h);
/* Brings views and counters up to date. */
void far_catch_up(struct hart *h);
static inline void far_settle(struct hart *h)
{
    if (h->native.calls | h->native.returns)
        far_catch_up(h);
}
void far_stubs(struct translator *t, struct out *o);
/* The last instruction of a block: sg.call, sg.ret. */
void emit_far_call(struct work *w, const struct insn *i);
void emit_far_return(struct work *w, const struct insn *i);
