/* The way back from a change that was not finished. Before an operation overwrites a page of structures,
 * its old content is kept here; when the caller dies in the middle, or the operation fails there, the next one
 * writes the old pages back, and the operation has not happened. The contents of files are not kept.
 *
 * An operation is finished, and what is kept is forgotten, when it has settled (session.h). */
#ifndef SERVICES_FS_UNDO_H
#define SERVICES_FS_UNDO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keeps a page of the disk (4 KiB, number `page`) of which `size` bytes lie on the disk. */
void undo_keep(uint64_t page, const uint8_t *data, size_t size);

/* Has the operation overwritten anything? */
bool undo_has_any(void);

/* The operation has ended. */
void undo_forget(void);

/* Writes back what is kept. 0; io; nospc when the operation changed more than is kept. May be repeated. */
int undo_roll_back(void);

#endif
