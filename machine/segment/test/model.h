/* The eager model: Xseg as its rules tell it, with nothing deferred. A call copies the whole activation away and
 * builds a new one that holds what was granted and nothing else; a return puts the copy back. There are no slots, no
 * written-mask, no latent registers, no look-aside buffer, no physical memory: tables are C arrays.
 * It shares no code with the library; it shares the world's names (world.h) and the reasons' numbers. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/causes.h"

enum { M_SELECTORS = 32, M_ENTRIES = 16, M_GATES = 12, M_DEPTH = 24, M_DATA = 12 };

struct m_segment {
    char kind; /* 'c'ode, 't'hread, 'd'ata, 'o'bject, 0 none */
    uint32_t generation;
    uint64_t limit;
    bool r, w, keep;
};
struct m_entry {
    bool there, r, w, load;
    uint32_t selector, generation;
    uint64_t gates, badge;
};
struct m_gate {
    char kind; /* 'c'all, call'b'ack, 'i'nterrupt, 'k' cleanup, 0 none */
    bool protect, fp, once;
    unsigned args, results, fargs, fresults, frames;
    uint64_t entry, stack, time;
};
struct m_tables {
    struct m_segment segment[M_SELECTORS];
    struct m_entry entry[M_SELECTORS][M_ENTRIES];
    struct m_gate gate[M_SELECTORS][M_GATES];
};

/* A data register as the running code knows it. Not visible: every field 0. */
struct m_register {
    bool visible, granted, full, r, w, keep, stack;
    uint32_t selector, generation;
    uint64_t from, to; /* reachable: from <= offset < to */
};
/* All that one activation has. */
struct m_activation {
    struct m_register data[M_DATA];
    bool thread_table, fp;
    uint32_t code, code_generation, serial;
    uint64_t stack_end, low_water, badge, pc, x[32], f[32], fcsr;
    uint64_t deadline; /* a value of its thread's clock; UINT64_MAX: none */
};
/* What is put away at a call. */
struct m_saved {
    struct m_activation caller;
    bool protect, fp_saved;
    unsigned gate, results, fresults;
};
struct m_thread {
    struct m_activation now;
    struct m_saved stack[M_DEPTH];
    unsigned depth, room; /* room: how deep it may get */
    bool handler;         /* it handles an interrupt: its first activation returns to what was interrupted */
    uint32_t selector, generation, last_serial;
    uint64_t stack_begin, clock; /* clock: instructions that it has taken */
    uint64_t budget;             /* a handler's, as it stands */
};

/* Interrupts: a handler is a thread of its own, begun from nothing; the interrupted one is put away whole. */
enum { M_SOURCES = 2, M_NEST = 2 };
struct m_source {
    bool masked;
    uint32_t code, generation;
    unsigned number, gate, level, handler; /* handler: index of its thread */
    uint64_t badge, budget, period, left, renew;
};
struct m_handler {
    uint32_t thread, generation, tid, driver, driver_generation, last_serial;
    uint64_t top, low_water;
};
struct m_irq {
    struct m_source source[M_SOURCES];
    struct m_handler handler[M_SOURCES];
    struct m_thread outer[M_NEST];
    unsigned running[M_NEST], used[M_NEST], depth; /* running: source; used: entries of the hart's stack below it */
    unsigned entries;                              /* of the hart's stack */
};
uint32_t m_interrupt(struct m_thread *t, struct m_irq *q, const struct m_tables *k, unsigned source, uint64_t now);
/* m_return, which may end a handler. */
uint32_t m_leave(struct m_thread *t, struct m_irq *q, const struct m_tables *k);

/* Each answers the reason, 0 when done. Register numbers are 3-14 (others are refused). */
uint32_t m_load(struct m_thread *t, const struct m_tables *k, unsigned n, uint64_t vsel);
uint32_t m_load_global(struct m_thread *t, const struct m_tables *k, unsigned n, uint64_t selector, unsigned perm);
uint32_t m_window(struct m_thread *t, const struct m_tables *k, unsigned n, uint64_t ptr, uint64_t len, unsigned perm);
uint32_t m_move(struct m_thread *t, unsigned n, uint64_t ptr);
void m_clear(struct m_thread *t, unsigned bits);
uint32_t m_call(struct m_thread *t, const struct m_tables *k, uint64_t vsel, unsigned gate, uint64_t mask);
uint32_t m_return(struct m_thread *t, const struct m_tables *k);
bool m_chk(const struct m_thread *t, const struct m_tables *k, uint64_t ptr, uint64_t len, unsigned perm, bool kernel);
bool m_holds(const struct m_thread *t, const struct m_tables *k, uint64_t ptr, uint64_t vsel);
uint32_t m_access(const struct m_thread *t, uint64_t ptr, uint64_t len, char how); /* how: 'r', 'w', 'x' */
void m_pass(struct m_thread *t, uint64_t instructions);
void m_store(struct m_thread *t, uint64_t offset); /* a store to the stack */

/* For the model's own files: the entry behind a virtual selector; is that segment still the one? */
uint32_t m_lookup(const struct m_thread *t, const struct m_tables *k, uint64_t vsel, const struct m_entry **entry);
bool m_same(const struct m_tables *k, uint32_t selector, uint32_t generation);
