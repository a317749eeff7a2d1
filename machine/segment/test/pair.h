/* The lazy library and the eager model side by side: the same step in both, then they are compared. */
#pragma once
#include "irq_world.h"
#include "model.h"

struct pair {
    struct world w;
    struct m_tables k;
    struct m_thread *t; /* the one that runs */
    struct m_thread threads[2];
    struct m_irq irq;
    struct {
        struct xs_reg reg[16];
        uint64_t csr[16], x[32], f[32], fcsr, pc;
    } context[2]; /* of the library's threads, as a kernel saves them */
};

void pair_make(struct pair *p);
void pair_free(struct pair *p);

/* One step of both; fails the test if their reasons differ. */
void pair_load(struct pair *p, unsigned n, uint64_t vsel);
void pair_load_global(struct pair *p, unsigned n, uint64_t selector, unsigned perm);
void pair_window(struct pair *p, unsigned n, uint64_t ptr, uint64_t len, unsigned perm);
void pair_move(struct pair *p, unsigned n, uint64_t ptr);
void pair_clear(struct pair *p, unsigned bits);
void pair_call(struct pair *p, uint64_t vsel, unsigned gate, uint64_t mask);
void pair_return(struct pair *p);
void pair_interrupt(struct pair *p, unsigned source, uint64_t now); /* 0: SOURCE_LOW, 1: SOURCE_HIGH */
void pair_pass(struct pair *p, uint64_t instructions);              /* so many are retired, or as many as are left */
void pair_deadline(struct pair *p, uint64_t left);                  /* the kernel writes xdl; no call is active */
void pair_store(struct pair *p, uint64_t offset);                   /* by the code, to the stack */
void pair_revoke(struct pair *p, unsigned selector);
void pair_restore(struct pair *p, unsigned selector, uint32_t generation); /* tests only: back to that generation */
void pair_set_entry(struct pair *p, unsigned owner, unsigned index, const struct m_entry *entry);
void pair_switch(struct pair *p); /* to the other thread */
/* Everything that the running code can know, and what the machine's masks say. */
void pair_compare(struct pair *p);
void pair_compare_questions(struct pair *p, uint64_t ptr, uint64_t len, unsigned perm, uint64_t vsel);
