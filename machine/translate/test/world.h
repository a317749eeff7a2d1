/* A world under Xseg for test-lockstep: two code segments of one page of code, a thread segment, two data segments. Entry 3 of
 * their VST is the server. */
#pragma once
#include "abi/csrs.h"
#include "abi/insn.h"
#include "abi/layout.h"
#include "pair.h"

#define GST              (RAM + 0x80000)
#define ROOT(sel)        (RAM + 0x100000 + (uint64_t)(sel)*0x3000)
#define VST              (RAM + 0x90000)
#define GATES_AT         (RAM + 0x91000)
#define LINKAGE          (RAM + 0xa0000)
#define PAGES_OF(sel)    (RAM + 0xb0000 + (uint64_t)(sel)*0x8000)
#define PTR(reg, offset) ((uint64_t)(reg) << 60 | (uint64_t)(offset))
enum { CLIENT = 1, SERVER, THREAD, DATA_1, DATA_2, GENERATION = 10, ENTRIES = 4, GATES = 4, FRAMES = 12 };
enum { PTE_V = 1, PTE_R = 2, PTE_W = 4, PTE_X = 8, PTE_U = 16, PTE_AD = 0xc0, STACK_SIZE = 0x6000, CODE_AT = 0x1000 };
enum { T3 = 28, A3 = 13, A4, A5, A6, A7, LENGTH = 512 };

void put(struct pair *p, uint64_t pa, const void *words, unsigned size);
void put_word(struct pair *p, uint64_t pa, uint64_t word);
void make_gate(struct pair *p, unsigned number, uint64_t entry); /* 0: plain; 1: protected; 2: into FP; 3: not twice */
void make_world(struct pair *p);                                 /* gates lead anywhere in the code */
void set_hart(struct pair *p);                                   /* registers and CSRs, at the start of a round */
/* U-mode at `words`, whose last one stays where it is; a0 points into the stack's last page, at which the mark lies. */
void begin_user(struct pair *p, const uint32_t *words, unsigned count);
enum { STACK_PAGE = STACK_SIZE - 0x1000 };
