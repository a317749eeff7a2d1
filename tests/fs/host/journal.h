/* Images whose journal holds something: written by the host's debugfs, so that none of our code is in it. */
#ifndef TESTS_FS_JOURNAL_H
#define TESTS_FS_JOURNAL_H

#include <stdint.h>

/* How debugfs opens the journal: "" or "-c -v 3" (checksums of version 3). */
extern const char *journal_open_options;

/* Puts a transaction into the journal of the image that does what the debugfs commands `changes` (lines) would
 * do to the file system. `options` of debugfs's jw: "-c" leaves the commit block away. Answers how many blocks
 * it has. The image is attached again afterwards. */
unsigned journal_write(const char *image, const char *changes, const char *options);

/* Puts a transaction there that revokes one block. */
void journal_revoke(const char *image, uint64_t block);

/* Byte offset in the image of block `index` of the journal. */
uint64_t journal_offset(const char *image, unsigned index);

/* Overwrites `len` bytes of the image. */
void image_poke(const char *image, uint64_t offset, const void *data, unsigned len);

unsigned image_block_size(const char *image);

#endif
