/* The loader's table of programs. A slot is claimed, filled, waited for and freed; whoever changes
 * the table holds its lock. */
#ifndef SERVICES_LOADER_PROGRAMS_H
#define SERVICES_LOADER_PROGRAMS_H

#include <stdint.h>

#include "loader/loader.h"

#define PROGRAMS_MAX    32
#define PROGRAMS_BADGES 1000 /* first badge that the loader gives out; lower ones are the boot image's */

enum program_state {
    PROGRAM_FREE,
    PROGRAM_LOADING, /* builder is at work; given up when that call is no longer active */
    PROGRAM_RUNS,    /* or has ended and was not waited for yet */
};

struct program {
    enum program_state state;
    long handle;      /* numbered from 1, never used twice */
    uint64_t builder; /* thread that loads it, */
    uint32_t serial;  /* and its call */
    uint64_t sel;     /* of the code segment, in the loader's VST; 0: not made yet */
    uint64_t thread;  /* id of its first thread */
    uint64_t badge;   /* its own, never used twice */
    uint64_t parent;  /* badge of its spawner: the owner of its handle */
    unsigned flags;   /* of loader_spawn */
    int end;          /* 0, LOADER_KILLED or LOADER_INTERRUPTED: what the loader did to it */
    char path[LOADER_PATH_MAX];
};

void programs_lock(void);
void programs_unlock(void);

/* All below: with the lock held. */

/* Claims a slot in state PROGRAM_LOADING with a fresh badge. Null: all are in use. */
struct program *programs_claim(uint64_t parent, unsigned flags, const char *path);
/* The program of a handle that belongs to parent; null where it is not. */
struct program *programs_find(long handle, uint64_t parent);
/* The index-th slot in use; null past the last. */
struct program *programs_at(unsigned index);
/* The program that runs under badge, though its builder may not be done; null where there is none. */
struct program *programs_by_badge(uint64_t badge);
/* The newest foreground program, running or being loaded; null where there is none. */
struct program *programs_foreground(void);
/* Ends and frees it, and every program that it started: segments, VST entries, handles in fs. */
void programs_release(struct program *p);
/* Ends it with a status of loader.h, as soon as it is loaded; it stays in the table until it is waited for. */
void programs_end(struct program *p, int status);
/* It is loaded and runs from now on. */
void programs_loaded(struct program *p);

#endif
