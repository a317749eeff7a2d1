/* Runs: stretches of a file that lie in one piece on the disk. */
#ifndef SERVICES_FS_RUN_H
#define SERVICES_FS_RUN_H

#include <stdint.h>

struct node;

struct run {
    uint64_t logical;  /* first block in the file */
    uint64_t physical; /* first block on the disk; 0: a hole, reads as zeros */
    uint64_t length;   /* blocks; 0: an empty record */
};

/* The run that holds `block`, looked up when the node does not remember it; null and an error. */
const struct run *run_slow(struct node *node, uint64_t block, int *error);

/* Gives `block` a place on the disk; session_allocate went before. `whole` says that all of it will be
 * written, else it is zeroed first. */
int run_allocate(struct node *node, uint64_t block, int whole);

void run_forget(struct node *node);

#endif
