/* A segment's page table: Sv39 entries, three levels, offsets below 2^39.
 *
 * Invariant (xseg.md rule 3): a page mapped with X is never mapped with W, here or elsewhere. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct program;

int table_new(struct program *payer, uint64_t *root);
/* Maps one page with prot (SYS_PROT_*). -PE_EXIST when a page is there; -PE_QUOTA, -PE_NOMEM for a table. */
int table_map(struct program *payer, uint64_t root, uint64_t offset, uint64_t pa, unsigned prot);
/* Commits zeroed pages over [from, to) wherever none is. Page-aligned. On an error, what was committed stays. */
int table_commit(struct program *payer, uint64_t root, uint64_t from, uint64_t to, unsigned prot);
/* Physical address of the byte at `offset` and the page's prot; 0 when no page is there. prot may be NULL. */
uint64_t table_find(uint64_t root, uint64_t offset, unsigned *prot);
/* Gives the tables back, and the pages too when `pages`. */
void table_free(struct program *payer, uint64_t root, bool pages);
uint64_t table_count(uint64_t root); /* pages mapped */
/* Zeroes [from, to) wherever pages are. */
void table_wipe(uint64_t root, uint64_t from, uint64_t to);
