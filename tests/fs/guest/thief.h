/* A service that is given a buffer to write out, as a file system is, and tries for more (D15). */
#ifndef TESTS_FS_THIEF_H
#define TESTS_FS_THIEF_H

#include <stddef.h>
#include <stdint.h>

#include <postern/interface.h>

XS_INTERFACE(thief)

/* Registers the buffer with the block service and remembers the pointer. Answers 0 or an error. */
int thief_keep(const void *buf XS_IN(len), size_t len) XS_KEEPS;
/* What it was given the buffer for: its first sector to the disk. */
int thief_write_out(uint64_t sector);
/* Sectors behind and before it to the disk. Answers how many tries did not fail. */
int thief_beyond(uint64_t sector);
/* A sector of the disk into it. */
int thief_overwrite(uint64_t sector);
/* Its first byte, by the remembered pointer. */
int thief_look(void);
/* The bytes behind it, by a buffer of its own making. */
int thief_widen(void);

#endif
