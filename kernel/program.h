/* Programs and services: a code segment, its VST and gates, rights and quota.
 *
 * A program is being built (code_write), then live (sealed), then ended. An ended one keeps its selector, as a
 * zombie with an invalid descriptor, while somebody who manages it may still ask for its status. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/layout.h"
#include "limits.h"
#include "queue.h"

enum program_state { PROGRAM_BUILDING, PROGRAM_LIVE, PROGRAM_ENDING, PROGRAM_ENDED };
enum { ZOMBIE_PRICE = 1 };                              /* pages of quota that an ended one's place costs its payer */
enum { STATUS_CAUSE = 256, STATUS_KILLED = 256 + 255 }; /* 256 + cause of the fault; killed: as cause 255 */

struct program {
    uint32_t selector;
    uint32_t state;
    uint64_t rights;      /* SYS_RIGHT_* */
    uint64_t quota, used; /* pages */
    uint64_t root;        /* page table */
    struct xs_vste *vst;
    uint32_t vst_count;
    uint32_t gate_count;
    uint32_t cleanup;             /* its cleanup gate + 1; 0: none */
    struct xs_gate *gates;        /* room for XS_GATES_MAX, in this struct's own page */
    uint64_t image_end, heap_end; /* offsets, page-aligned */
    uint64_t tls_offset, tls_filesz, tls_memsz;
    uint64_t irqs[2]; /* PLIC sources it may wait for, a bit each */
    bool fp;          /* its threads start with FP on */
    bool serves;      /* it exports gates that others call: it outlives a thread that only set it up */
    struct {
        uint64_t to; /* selector and generation of the service; 0: nothing is offered */
        uint64_t gate, badge;
    } offer;
    uint64_t threads;  /* whose home it is */
    uint64_t restarts; /* instances before this one */
    uint64_t status;
    struct queue waiters;               /* in prog_wait */
    uint32_t parent, parent_generation; /* who paid `quota`; 0: the boot image */
    struct program *next;               /* in program_first */
    struct program *next_ending;        /* ENDING: who ends after it */
    bool clearing;                      /* ENDING: its threads are being ended just now */
    char name[NAME_SIZE];
};

extern struct program *program_first;

/* Selector of a new program being built; its struct and tables are charged to itself, its quota (pages) reserved from
 * `parent` (NULL: boot). <= 0: -PE_QUOTA, -PE_NOMEM, -PE_NOSPC (no selector left). */
int64_t program_new(struct program *parent, const char *name, uint64_t quota, uint32_t vst_count);
/* Its descriptor says what is so now: table, VST, gates that are in force. */
void program_write_desc(struct program *p);
/* Copies from kernel memory or zeroes (from NULL), committing absent pages. -PE_INVAL: page 0, past the limit, or W with X. */
int program_write(struct program *p, uint64_t offset, const void *from, uint64_t len, unsigned prot);
/* Commits without writing. */
int program_commit(struct program *p, uint64_t offset, uint64_t len, unsigned prot);
/* Fixes gates and text. -PE_INVAL: a gate whose entry is not executable, or with reserved bits; a second cleanup gate, or one that
 * wants more stack than a gate that is called. */
int program_seal(struct program *p, const struct xs_gate *gates, uint32_t count);
int64_t program_grow(struct program *p, uint64_t end);
/* Ends a program for good: threads, segments, calls in it. Frees it when nobody may ask for the status. Within the end of
 * another it only begins: the rest is done before that one's program_end returns. Threads of its own that are inside services with
 * cleanup gates outlive it until those have run; only then its memory is free and its status told. */
void program_end(struct program *p, uint64_t status);
/* An ENDED program, empty and being built once more, under the next generation of its selector. -PE_NOSPC: that was the
 * last; -PE_QUOTA, -PE_NOMEM: it stays ended. */
int program_renew(struct program *p, uint32_t vst_count);
/* Every VST entry that names the one (gst_word) names the other from now on, with the same rights, gates and badge. */
void program_hand_over(uint64_t from, uint64_t to);
/* Ends all programs that it paid for, those up to state `most`, and what children of it that are ending paid for. */
void program_end_children(struct program *p, enum program_state most);
/* The last thread of a program that is ENDING is gone: the rest of the end. */
void program_without_threads(struct program *p);
/* Frees ended programs that no VST entry with `manage` names any more. Ends those that have no thread and that nobody can start, or
 * call if they export gates. */
void program_reap(void);
/* The same for the one that an entry named (NULL: none) which is gone now: grants are made often, and only that one can be concerned. */
struct program *program_named(const struct xs_vste *entry);
void program_less_named(struct program *p);
/* Whose quota its own was taken from. NULL: the boot image's, or nobody's any more. */
struct program *program_payer(const struct program *p);
/* The program whose code segment xs1 names; NULL when it was revoked. */
struct program *program_of(uint64_t s1);
