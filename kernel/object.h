/* Selectors: the global segment table and the kernel's own record beside each descriptor.
 *
 * Invariants: selector 0 is never given out. A selector whose generation cannot grow is retired for ever
 * (xseg.md rule 4). gst[s].valid implies objects[s].type != OBJ_FREE. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/layout.h"
#include "limits.h"

struct program;
struct thread;
struct endpoint;

enum object_type { OBJ_FREE, OBJ_PROGRAM, OBJ_THREAD, OBJ_DATA, OBJ_ENDPOINT, OBJ_RETIRED };

struct object {
    uint8_t type;
    uint8_t depth;         /* data: 0, or how many aliases deep */
    bool pinned : 1;       /* data: pages are a device's registers; they never return to the pool */
    bool waited : 1;       /* data: a thread has waited for a word or a flag through it */
    bool flags : 1;        /* data: of wake-up flags */
    uint8_t devices;       /* data: devices whose registers they are (dma.h) */
    uint32_t parent;       /* alias: the selector it was made of; else 0 */
    uint32_t child;        /* data: the newest alias made of it; 0: none */
    uint32_t next, prev;   /* alias: its parent's others */
    uint32_t shares;       /* data: entries through which it is shared (ipc_share) */
    uint64_t pages;        /* memory and tables, as charged to `owner` */
    struct program *owner; /* who pays and with whom it dies; NULL: the boot image */
    union {
        struct program *program;
        struct thread *thread;
        struct endpoint *endpoint;
    };
    char name[NAME_SIZE];
};

extern struct object objects[XS_GST_ENTRIES];
extern struct xs_desc gst[XS_GST_ENTRIES];
extern uint32_t gst_span; /* selectors from here on were never given out: who looks at all of them ends here */

void gst_init(void);
/* A free selector for an object of that type, its descriptor invalid. 0: none is left. */
uint32_t gst_alloc(enum object_type type, struct program *owner, const char *name);
/* Replaces the descriptor whole; valid bit and generation are the table's business (rule 14). */
void gst_write(uint32_t selector, const struct xs_desc *desc);
/* Makes the descriptor invalid everywhere; the generation stays, so that entries still name the dead object. */
void gst_disable(uint32_t selector);
/* Disables it, bumps the generation and frees the selector (or retires it). */
void gst_release(uint32_t selector);
/* The next generation of the same object, its descriptor invalid. false: there is none. */
bool gst_renew(uint32_t selector);
uint32_t gst_generation(uint32_t selector);
/* The object that (selector, generation) names; NULL when revoked, free or out of range. */
struct object *gst_find(uint32_t selector, uint32_t generation);
/* xs1, xs2: selector and generation in one word. */
static inline uint64_t gst_word(uint32_t selector)
{
    return selector | (uint64_t)gst_generation(selector) << 32;
}
bool gst_live(uint64_t word); /* the descriptor is valid with that generation */
