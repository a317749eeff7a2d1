/* The log of host input: what reached the guest, and at which instruction, so that a run can be repeated exactly.
 *
 * Text, one line per delivery: "INSTRUCTIONS MTIME BYTES", in decimal, decimal, and hexadecimal pairs; the last line
 * has "end" for the bytes when the run was ended from outside. The first line is "postern-input 1". */
#pragma once
#include <stdint.h>
#include <stdio.h>

#include "board/failure.h"

enum { JOURNAL_BATCH = 16 };

struct journal_entry {
    uint64_t instructions, mtime;
    unsigned count; /* 0: the end */
    uint8_t bytes[JOURNAL_BATCH];
};

struct journal {
    FILE *file; /* NULL: not in use */
    const char *name;
    unsigned line;
    struct journal_entry next; /* replay: what comes next, while `more` */
    bool more;
};

/* `name` must outlive the journal. */
bool journal_create(struct journal *j, const char *name, struct failure *why);
bool journal_write(struct journal *j, const struct journal_entry *entry);
/* Opens for replay and reads the first entry. */
bool journal_open(struct journal *j, const char *name, struct failure *why);
bool journal_advance(struct journal *j, struct failure *why);
/* false: something could not be written. */
bool journal_close(struct journal *j, struct failure *why);
