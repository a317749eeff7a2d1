/* Branches and jumps that the predictor got wrong or did not know; divisions. */
/* What translated code calls with its registers as they are saves what it uses; this keeps vector registers out of it. */
#pragma GCC target("general-regs-only")
#include "translate/timed_call.h"

#define PREDICTOR(h) (&timed_of(h)->engine->model->predictor)

/* What became of an edge, and where the target buffer has it now. */
static uint64_t predicted(struct hart *h, struct edge *e, enum prediction prediction)
{
    struct timing *t = timed_of(h)->engine->model;
    uint64_t before = t->stall;
    timing_predicted(t, prediction);
    h->native.now += t->stall - before;
    e->place = predict_place(PREDICTOR(h), e->pc);
    return 1;
}

CALLED uint64_t timed_went(struct hart *h, uint64_t unused, uint64_t edge, uint64_t unused_too)
{
    struct edge *e = (struct edge *)edge;
    (void)unused, (void)unused_too;
    return predicted(h, e, predict_branch(PREDICTOR(h), e->pc, e->target, true));
}

CALLED uint64_t timed_stayed(struct hart *h, uint64_t unused, uint64_t edge, uint64_t unused_too)
{
    struct edge *e = (struct edge *)edge;
    (void)unused, (void)unused_too;
    return predicted(h, e, predict_branch(PREDICTOR(h), e->pc, e->target, false));
}

CALLED uint64_t timed_jumped(struct hart *h, uint64_t unused, uint64_t edge, uint64_t unused_too)
{
    struct edge *e = (struct edge *)edge;
    (void)unused, (void)unused_too;
    return predicted(h, e, predict_jump(PREDICTOR(h), e->pc, e->target));
}

CALLED uint64_t timed_missed(struct hart *h, uint64_t unused, uint64_t edge, uint64_t unused_too)
{
    struct edge *e = (struct edge *)edge;
    (void)unused, (void)unused_too;
    predict_jump(PREDICTOR(h), e->pc, e->target);
    return predicted(h, e, MISPREDICTED);
}

CALLED uint64_t timed_went_far(struct hart *h, uint64_t target, uint64_t edge, uint64_t unused)
{
    struct edge *e = (struct edge *)edge;
    struct predictor *p = PREDICTOR(h);
    (void)unused;
    predicted(h, e, e->ret ? predict_return(p, e->pc, target) : predict_indirect(p, e->pc, target));
    if (e->call)
        predict_call(p, e->back);
    return 1;
}

CALLED uint64_t timed_divide(struct hart *h, uint64_t a, uint64_t b, uint64_t where)
{
    const struct mark mark = {.narrow = where & 1, .is_signed = where & 2};
    struct timing *t = timed_of(h)->engine->model;
    uint64_t before = t->stall;
    if (!time_enough(h, timed_of(h)->most))
        return 0;
    timing_divide(t, quotient_bits(&mark, a, b));
    h->native.now += t->stall - before;
    return 1;
}
