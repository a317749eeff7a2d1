/* A disk that remembers: all writes and flushes of a run, and what the disk may hold when the power fails. */
#ifndef TESTS_FS_POWER_H
#define TESTS_FS_POWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From now on the requests to the disk, which is a copy of `image`, are recorded. */
void power_record(const char *image);

/* Requests recorded so far; ends recording. */
unsigned power_now(void);
void power_stop(void);

/* The number of the request after the first one from `from` on that writes at this byte offset; 0 when none does. */
unsigned power_after_write(uint64_t offset, unsigned from);

/* The same of a write of a journal's commit block. */
unsigned power_after_commit(unsigned from);

/* Makes `image` what the disk holds when the power fails after `cut` requests. Writes since the latest flush are all
 * there (seed 0), or some of them, in some order. Cuts must not fall, but after power_rewind. */
void power_fail(const char *image, unsigned cut, uint32_t seed);
void power_rewind(void);

#endif
