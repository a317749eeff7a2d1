/* In-order issue: when an instruction goes, given when its operands are ready.
 *
 * The pipe's time counts issue alone. Whatever else costs time (misses, wrong predictions, traps) freezes the whole pipe,
 * results under way included, so the two add up and the pipe's time depends on the instruction stream only. */
#pragma once
#include <stdint.h>

/* Registers: 1-31 x, 32-63 f; 0 is always ready, and PIPE_SINK never read. PIPE_FDIV: the unit that divides FP numbers,
 * which takes one at a time. */
enum { PIPE_F = 32, PIPE_FDIV = 64, PIPE_SINK, PIPE_REGISTERS };

struct pipe_op {
    uint8_t source[3], destination, latency;
    uint8_t unit;                 /* also PIPE_FDIV or 0 */
    uint8_t memory : 1, last : 1; /* last: nothing issues behind it in the same cycle */
};

struct pipe {
    uint64_t time; /* cycle in which the next instruction may issue first */
    unsigned width, ports;
    unsigned slots, accesses; /* used of cycle `time` */
    uint64_t ready[PIPE_REGISTERS];
};

void pipe_reset(struct pipe *p, unsigned width, unsigned ports);

static inline void pipe_advance(struct pipe *p, uint64_t time)
{
    p->time = time;
    p->slots = p->accesses = 0;
}

/* Answers how long the instruction waited for operands. */
static inline uint64_t pipe_issue(struct pipe *p, const struct pipe_op *op)
{
    uint64_t ready = p->ready[op->source[0]], waited = 0;
    ready = p->ready[op->source[1]] > ready ? p->ready[op->source[1]] : ready;
    ready = p->ready[op->source[2]] > ready ? p->ready[op->source[2]] : ready;
    ready = p->ready[op->unit] > ready ? p->ready[op->unit] : ready;
    if (op->memory && p->accesses == p->ports)
        pipe_advance(p, p->time + 1);
    if (ready > p->time) {
        waited = ready - p->time;
        pipe_advance(p, ready);
    }
    p->ready[op->destination] = p->time + op->latency;
    if (op->unit)
        p->ready[op->unit] = p->time + op->latency;
    p->accesses += op->memory;
    if (++p->slots == p->width || op->last)
        pipe_advance(p, p->time + 1);
    return waited;
}
