/* From settled changes (change.h) to the disk. On an image with a journal: transactions of all that has settled since
 * the latest, in the format of ext3 and ext4, and the file system recovers by them. On one without: straight to
 * their places.
 *
 * A commit writes the changed blocks and what is to be revoked into the log, has the device flush its cache (with it
 * the contents of files that were written before), writes the commit block, flushes again, and then puts the blocks
 * in their places. The log's tail moves on only when the ring is full: that takes two more flushes. */
#ifndef SERVICES_FS_JOURNAL_H
#define SERVICES_FS_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

/* Looks at the journal of session.fs, which has just been opened for writing; nothing is written. 0 or an error of
 * log_open. */
int journal_open(void);

/* Is there one that is written? */
bool journal_is_open(void);

/* Commits what has settled. When it fails, nothing more may settle before it has been repeated: journal_is_stuck. May
 * be left at any instruction, and is then stuck. */
int journal_commit(void);
bool journal_is_stuck(void);

/* After a commit: empties the log and takes the mark of recovery from the image. */
int journal_clean(void);

/* Forgets it. */
void journal_close(void);

/* May the log hold old content of this block? */
bool journal_may_hold(uint64_t block);

#endif
