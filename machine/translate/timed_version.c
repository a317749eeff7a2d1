/* Versions of blocks, and states of the pipe by number. */
#include <string.h>

#include "translate/timed.h"

enum { IDLE = 0, HASH_BITS = 13 };
_Static_assert(2 * PIPE_STATES == 1 << HASH_BITS, "place yields every slot");

/* --- the pipe --------------------------------------------------------------------------------------------------- */
static unsigned place(const struct pipe_state *s)
{
    uint64_t hash = 0, word;
    for (unsigned n = 0; n < sizeof *s; n += sizeof word) {
        memcpy(&word, (const uint8_t *)s + n, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return (unsigned)(hash * UINT64_C(0x9e3779b97f4a7c15) >> (64 - HASH_BITS));
}

/* What cannot be told from the pipe by what comes behind it: results that are ready are all alike. */
static struct pipe_state shape_of(const struct pipe *p)
{
    struct pipe_state s;
    memset(&s, 0, sizeof s); /* what lies between its members is compared, too */
    s.slots = (uint8_t)p->slots;
    s.accesses = (uint8_t)p->accesses;
    for (unsigned n = 0; n < PIPE_SINK; n++)
        s.left[n] = p->ready[n] > p->time ? (uint8_t)(p->ready[n] - p->time) : 0;
    return s;
}

unsigned state_of_pipe(struct timed *c, const struct pipe *p)
{
    struct pipe_state s = shape_of(p);
    unsigned at = place(&s);
    while (c->state_at[at] && memcmp(&c->state[c->state_at[at] - 1], &s, sizeof s) != 0)
        at = (at + 1) % (2 * PIPE_STATES);
    if (c->state_at[at])
        return c->state_at[at] - 1u;
    if (c->states == PIPE_STATES)
        return PIPE_STATES;
    c->state[c->states] = s;
    c->state_at[at] = (uint16_t)++c->states;
    return c->states - 1;
}

/* Beginning at the pipe's own time. */
void pipe_of_state(const struct timed *c, unsigned state, struct pipe *p)
{
    const struct pipe_state *s = &c->state[state];
    p->slots = s->slots;
    p->accesses = s->accesses;
    for (unsigned n = 0; n < PIPE_SINK; n++)
        p->ready[n] = p->time + s->left[n];
}

void pipe_place(struct timed *c, const struct pipe *p, uint64_t time)
{
    struct pipe *to = &c->engine->model->pipe;
    to->time = time;
    to->slots = p->slots;
    to->accesses = p->accesses;
    for (unsigned n = 0; n < PIPE_REGISTERS; n++)
        to->ready[n] = time + (p->ready[n] > p->time ? p->ready[n] - p->time : 0);
}

static void pipe_begin(const struct timed *c, unsigned state, struct pipe *p)
{
    p->time = 0;
    p->width = c->engine->model->pipe.width;
    p->ports = c->engine->model->pipe.ports;
    pipe_of_state(c, state, p);
}

uint64_t pipe_before(struct timed *c, const struct hart *h, const struct version *v, unsigned n, struct pipe *p)
{
    const struct block *b = &h->blocks.slot[v->slot];
    uint64_t operands = 0;
    pipe_begin(c, v->first, p);
    for (unsigned k = 0; k < n; k++)
        operands += pipe_issue(p, &mark_of(c->engine, &b->insn[k])->op);
    return operands;
}

/* --- versions --------------------------------------------------------------------------------------------------- */
void versions_flush(struct timed *c)
{
    memset(c->of, 0, sizeof c->of);
    memset(c->state_at, 0, sizeof c->state_at);
    c->versions = 1;
    c->states = c->edges = 0;
    state_of_pipe(c, &(struct pipe){0}); /* IDLE */
}

struct version *version_find(struct timed *c, const struct block *b, unsigned slot, unsigned state, bool in_line)
{
    if (!b->native)
        return NULL;
    for (unsigned n = c->of[slot]; n != NOBODY; n = c->version[n].next) {
        struct version *v = &c->version[n];
        if (v->serial == b->serial && v->first == state && v->in_line == in_line)
            return v;
    }
    return NULL;
}

static uint64_t line_of(const struct timed *c, uint64_t pc)
{
    return pc & ~(uint64_t)(c->engine->model->profile->line_bytes - 1);
}

/* What execution leaves as the line that it was in. Instructions of the system may leave another state. */
static uint64_t last_line(struct timed *c, const struct block *b)
{
    const struct insn *last = &b->insn[b->count - 1];
    unsigned kind = mark_of(c->engine, last)->kind;
    return kind == OP_PLAIN || (kind >= OP_DIVIDE && kind <= OP_INDIRECT) ? line_of(c, last[1].pc - 1) : TIMING_NO_LINE;
}

struct version *version_new(struct timed *c, struct block *b, unsigned slot, unsigned state, bool in_line)
{
    struct pipe p;
    uint64_t operands = 0;
    if (c->versions == VERSIONS)
        return NULL;
    struct version *v = &c->version[c->versions];
    *v = (struct version){.next = b->native ? c->of[slot] : NOBODY,
                          .serial = b->serial,
                          .slot = (uint16_t)slot,
                          .in_line = in_line,
                          .first = (uint16_t)state,
                          .line = last_line(c, b)};
    pipe_begin(c, state, &p);
    for (unsigned n = 0; n < b->count; n++) {
        if (n == b->count - 1)
            v->last = (uint16_t)state_of_pipe(c, &p);
        operands += pipe_issue(&p, &mark_of(c->engine, &b->insn[n])->op);
        v->issued[n + 1] = (uint16_t)p.time;
    }
    v->end = (uint16_t)state_of_pipe(c, &p);
    if (v->last == PIPE_STATES || v->end == PIPE_STATES)
        return NULL;
    v->operands = (uint16_t)operands;
    c->of[slot] = c->versions++;
    return v;
}

void version_drop(struct timed *c)
{
    const struct version *v = &c->version[--c->versions];
    c->of[v->slot] = v->next;
}
