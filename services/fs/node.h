/* Inodes in use by handles: one record each, however many handles. */
#ifndef SERVICES_FS_NODE_H
#define SERVICES_FS_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#include "fs/run.h"

#define NODE_RUNS 4

struct node {
    uint32_t inode; /* 0: this record is free */
    uint32_t refs;
    uint64_t size;  /* bytes, as in the inode */
    uint64_t stamp; /* modification time that is on the disk */
    bool is_dir;
    bool unlinked;              /* no name is left: the last handle frees the inode */
    struct run runs[NODE_RUNS]; /* where its blocks lie, the latest used first */
};

/* A record of the inode with one reference more; null and an error (mfile, io). */
struct node *node_get(ext2_ino_t inode, int *error);

/* Gives a reference back; with the last one the inode is freed when it is unlinked. 0 or an error. */
int node_put(struct node *node);

/* The record of an open inode, or null. */
struct node *node_find(ext2_ino_t inode);

bool node_any_unlinked(void);

/* The operation has settled: forgets the records whose inodes it freed. */
void node_sweep(void);

/* After a death: brings all records in line with the handles and with the disk. */
void node_recover(void);

/* Frees an inode without names: its blocks, its attributes, itself. */
int node_release(ext2_ino_t inode);

#endif
