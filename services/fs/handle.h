/* Handles: what clients hold open files by. One number names slot and generation; it is good for the badge
 * that opened it only. */
#ifndef SERVICES_FS_HANDLE_H
#define SERVICES_FS_HANDLE_H

#include <stdint.h>

#include "fs/node.h"

#define HANDLE_COUNT     256 /* open at once, all clients together */
#define HANDLE_PER_BADGE 128 /* of one client */

struct handle {
    int id;    /* 0: this slot is free */
    int flags; /* FS_READ ... as opened */
    uint64_t badge;
    struct node *node;
    uint32_t generation;
};

/* The caller's handle, or null: badf. */
struct handle *handle_find(int id);

/* A new handle of the caller's on `node`, whose reference it takes over. Its id, or mfile. */
int handle_new(struct node *node, int flags);

/* Frees the slot and gives the node's reference back. 0 or an error. */
int handle_drop(struct handle *handle);

/* How many handles there are on a node; forgets them without giving references back. */
uint32_t handle_count(const struct node *node);
void handle_forget(const struct node *node);

/* Drops the handles of these badges; answers how many. */
int handle_drop_badges(uint64_t first, uint64_t last);

#endif
