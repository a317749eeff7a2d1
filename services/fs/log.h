/* The journal's file as a ring of blocks, and its superblock. What the blocks mean is journal.h's. */
#ifndef SERVICES_FS_LOG_H
#define SERVICES_FS_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct log {
    uint32_t first, last; /* blocks [first, last) of the file are the ring */
    uint32_t sequence;    /* of the next transaction, as the superblock said */
    uint32_t seed;        /* of all checksums */
    bool checked;         /* there are checksums (version 3) */
    bool wide;            /* block numbers have 64 bits */
    uint8_t uuid[16];
};
extern struct log the_log;

/* Finds the journal of session.fs. 0; io; nomem; unclean: it is damaged; version: we cannot write such a one. */
int log_open(void);

/* Writes block `index` of the file. 0 or an error of the block service, as below. */
int log_write(uint32_t index, const void *block);

/* Says where the log begins (0: it is empty), and with which transaction. */
int log_begin(uint32_t start, uint32_t sequence);

#endif
