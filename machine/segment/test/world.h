/* A small world for the segment unit's tests: physical memory with a GST, tables, a thread and its linkage stack, and
 * one hart. Everything is built by writing memory and CSRs, as a kernel would. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "segment/segment.h"

enum {
    /* selectors */
    CLIENT = 1,
    SERVER = 2,
    OTHER = 3,
    THREAD = 8,
    THREAD2 = 9,
    DATA = 16,
    DATA2 = 17,
    ALIAS = 18,
    OBJECT = 20,
    SELECTORS = 32,
    GENERATION = 7,
    /* VST indexes that CLIENT, SERVER and OTHER all use */
    TO_SERVER = 1,
    TO_DATA = 2,
    TO_DATA2 = 3,
    TO_OTHER = 4,
    TO_CLIENT = 5,
    TO_THREAD = 6,
    TO_OBJECT = 7,
    TO_ALIAS = 8,
    EMPTY_ENTRY = 9,
    VST_COUNT = 16,
    THREAD_VST = 0x8000, /* | index: through the thread's table */
    /* gates, the same of each code segment */
    GATE_PLAIN = 0,
    GATE_PROTECT = 1,
    GATE_FP = 2,
    GATE_CALLBACK = 3,
    GATE_ONCE = 4,
    GATE_DEEP = 5,
    GATE_INTERRUPT = 6,
    GATE_CLEANUP = 7,
    GATE_FP_PLAIN = 8,
    GATE_NONE = 9,
    GATE_BIG = 10,
    GATE_TIMED = 11, /* needs 1000 instructions */
    GATES = 12,
    /* sizes */
    SEGMENT_SIZE = 0x10000,
    STACK_TOP = 0x8000,
    FRAMES = 24,
};
#define RAM_BASE            ((uint64_t)0x80000000)
#define RAM_SIZE            ((uint64_t)0x200000)
#define GST_PA              RAM_BASE
#define VST_PA(selector)    (RAM_BASE + 0x80000 + (uint64_t)(selector)*0x400)
#define GATES_PA(selector)  (RAM_BASE + 0x90000 + (uint64_t)(selector)*0x800)
#define LINKAGE_PA(thread)  (RAM_BASE + 0xb0000 + (uint64_t)(thread)*0x8000)
#define ROOT_PA(selector)   (RAM_BASE + 0x100000 + (uint64_t)(selector)*0x3000)
#define PAGES_PA(selector)  (RAM_BASE + 0x180000 + (uint64_t)(selector)*0x1000)
#define PTR(reg, offset)    ((uint64_t)(reg) << 60 | (uint64_t)(offset))
#define MASK_GRANT(reg)     ((uint64_t)1 << (12 + (reg)-3))
#define MASK_PROTECT        ((uint64_t)1 << 10)
#define MASK_PASS_T         ((uint64_t)1 << 24)
#define BADGE(owner, index) ((uint64_t)0xbad6e000 + (owner)*0x100 + (index))

struct world {
    uint8_t *ram;
    struct xs_hart hart;
    struct xs_counters counters;
    uint64_t x[32], f[32], fcsr, pc;
};

/* CLIENT runs at the bottom frame of THREAD, sp at STACK_TOP, T set, FP off, nothing loaded. */
void world_make(struct world *w);
void world_free(struct world *w);
int world_setup(void **state); /* cmocka fixture: *state is a struct world */
int world_teardown(void **state);

/* Tables, as a kernel writes them (it then invalidates, or a test does not). */
struct xs_desc world_desc(unsigned selector, unsigned kind);
void world_put_desc(struct world *w, unsigned selector, const struct xs_desc *desc);
void world_get_desc(const struct world *w, unsigned selector, struct xs_desc *desc);
void world_put_entry(struct world *w, unsigned owner, unsigned index, const struct xs_vste *entry);
struct xs_vste world_entry(unsigned owner, unsigned index, unsigned selector);
void world_put_gate(struct world *w, unsigned selector, unsigned number, const struct xs_gate *gate);
struct xs_gate world_gate(unsigned number);
void world_put_u64(struct world *w, uint64_t pa, uint64_t value);
uint64_t world_get_u64(const struct world *w, uint64_t pa);
/* Maps the page at `offset` of the segment's 3-level table; `bits` are the PTE's low ten. */
void world_map(struct world *w, unsigned selector, uint64_t offset, uint64_t pa, unsigned bits);
void world_revoke(struct world *w, unsigned selector); /* next generation, invalidate */

/* Instructions on the world's registers; each answers the reason, 0 when committed. A refusal is checked to have
 * changed nothing. */
uint32_t w_load(struct world *w, unsigned sgd, uint64_t vsel);
uint32_t w_window(struct world *w, unsigned sgd, uint64_t ptr, uint64_t len, unsigned perm);
uint32_t w_move(struct world *w, unsigned sgd, uint64_t ptr);
uint32_t w_call(struct world *w, uint64_t vsel, unsigned gate, uint64_t mask);
uint32_t w_return(struct world *w);
uint32_t w_check(struct world *w, uint64_t ea, unsigned size, enum xs_access access);
uint32_t w_walk(struct world *w, unsigned selector, uint32_t generation, uint64_t offset, enum xs_access access,
                struct xs_page *page);
uint64_t w_query(struct world *w, unsigned kind, uint64_t ptr, uint64_t vsel);
/* Hash of all that an instruction may change: registers, masks, hart state; not the look-aside buffer, not memory. */
uint64_t world_hash(const struct world *w);

#define assert_refused(call, reason) assert_int_equal((call), XS_REASON_##reason)
#define assert_done(call)            assert_int_equal((call), XS_REASON_NONE)
