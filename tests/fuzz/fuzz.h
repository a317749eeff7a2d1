/* Two machines, one for each engine, that run the same random program from the same random state. All of a round follows from its
 * seed. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "board/machine.h"
#include "timing/model.h"

/* Where the program runs. */
enum world {
    WORLD_MACHINE,    /* M-mode, physical memory */
    WORLD_SUPERVISOR, /* S-mode, Sv39 */
    WORLD_USER,       /* U-mode, Sv39 */
    WORLD_XSEG,       /* U-mode under Xseg: two programs with gates, a stack, data */
    WORLD_XSEG_KERNEL /* S-mode under Xseg */
};
enum { WORLDS = 5, HARTS_MAX = 4 };

/* Which instructions are frequent. */
enum family { FAMILY_INTEGER, FAMILY_FP, FAMILY_ATOMIC, FAMILY_SYSTEM, FAMILY_COMPRESSED, FAMILY_XSEG };
enum { FAMILIES = 6 };

#define RAM         UINT64_C(0x80000000)
#define HANDLER     (RAM + 0x1000) /* M-mode's traps; +0x100: S-mode's */
#define ENTER       (RAM + 0x2000) /* an mret */
#define DATA        (RAM + 0x10000)
#define PROGRAM     (RAM + 0x20000)
#define TABLES      (RAM + 0x40000)
#define XSEG_TABLES (RAM + 0x80000) /* descriptors, entries, gates, linkage stacks */
enum { XSEG_TABLES_SIZE = 0x30000, RAM_SIZE = 4 << 20, DATA_SIZE = 0x4000, PAGE = 0x1000, WORDS = 1024 };

struct twin {
    struct machine *machine[2]; /* interpreter, translator */
    uint64_t random;
    enum world world;
    enum family often;
    unsigned harts;
    bool every; /* one instruction of each kind after the other, not as they fall */
    unsigned next_row;
    struct timing_system *system[2]; /* NULL: no model of time */
};

/* Below `below`, which is not 0. */
uint64_t draw(struct twin *t, uint64_t below);

/* twin.c */
enum how { HOW_PLAIN, HOW_EVERY, HOW_TIMED };
bool twin_make(struct twin *t, uint64_t seed, enum how how); /* false: this host has no translator, or no memory */
void twin_free(struct twin *t);
void twin_put(struct twin *t, uint64_t pa, const void *bytes, uint64_t size);
void twin_put_word(struct twin *t, uint64_t pa, uint64_t word); /* devices take them, too */
void twin_set_csr(struct twin *t, unsigned hart, unsigned csr, uint64_t value);
void twin_set_reg(struct twin *t, unsigned hart, unsigned reg, uint64_t value);
/* Is a number of the interpreter's the translator's? With `tell`, says if not. */
bool same(const char *what, unsigned hart, unsigned index, uint64_t a, uint64_t b, bool tell);
/* Are both in the same state? With `tell`, says what differs. */
bool twin_equal(struct twin *t, bool tell);

/* time.c: a model of time by chance, for both */
bool twin_time(struct twin *t); /* false: no translator, or no memory */
bool twin_same_time(struct twin *t, bool tell);
/* others.c: something, or nothing */
void others_interfere(struct twin *t);
/* profile.c */
void random_profile(struct twin *t, struct timing_profile *profile);

/* words.c */
uint32_t random_word(struct twin *t);
enum family family_of(uint32_t match);
/* worlds.c */
void world_make(struct twin *t);                     /* memory and control registers */
void world_registers(struct twin *t, unsigned hart); /* all of them, for a start */
void world_restart(struct twin *t, unsigned hart);   /* anywhere in the program, unless in a handler */
void world_pointers(struct twin *t, unsigned hart);  /* those that programs use as pointers, anew */
/* world_xseg.c */
void world_make_xseg(struct twin *t);
void world_xseg_load(struct twin *t, unsigned hart); /* every data register, anew */
uint64_t world_xseg_entry(void);
uint64_t world_xseg_pointer(struct twin *t);
