/* What operations have changed of the file system's structures, and the disk does not hold yet: blocks in memory,
 * which everybody who reads structures sees before the disk.
 *
 * A block belongs to the operation that runs, until that has settled; then to all that have settled since the
 * latest commit (journal.h). So an operation that dies or fails half-way is undone by forgetting its blocks, and
 * nothing is written to its place on the disk before it is in the journal. The contents of files are not kept here.
 *
 * May be left at any instruction: change_drop brings everything in line again. */
#ifndef SERVICES_FS_CHANGE_H
#define SERVICES_FS_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHANGE_BLOCKS 256

/* Forgets everything. */
void change_reset(void);

/* Bytes of the disk, offsets and lengths as of cache.h, with what was changed. 0 or an error of the block service. */
int change_read(uint64_t offset, void *buf, size_t len);

/* A change by the operation that runs; `from` null writes zeros. 0, an error of the block service, nomem (an
 * operation changes more blocks than there is room for). */
int change_write(uint64_t offset, const void *from, size_t len);

/* The operation has freed a block: what it wrote there needs no place. */
void change_forget(uint64_t block);

/* Of the operation that runs: has it changed anything; has there been no room; is half of the room used? */
bool change_has_any(void);
bool change_overflowed(void);
bool change_is_crowded(void);

/* The operation has settled. */
void change_accept(void);

/* The operation has not happened. */
void change_drop(void);

/* How many settled blocks there are; is this one of them? */
unsigned change_settled(void);
bool change_is_settled(uint64_t block);

/* The settled blocks one after the other, the block of the superblock last; null behind the last. `cursor` begins
 * as 0. */
const uint8_t *change_next(unsigned *cursor, uint64_t *block);

/* The settled blocks are in their places on the disk. */
void change_placed(void);

#endif
