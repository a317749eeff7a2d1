/* Opening: what the superblock must say before the library may look at the rest, and the marks that it bears. */
#ifndef SERVICES_FS_SUPER_H
#define SERVICES_FS_SUPER_H

#include <stdbool.h>

/* Opens the file system into `session`. noent (no disk), inval (no ext file system, or a block size above
 * 4 KiB), version (a feature that we cannot even read), unclean (e2fsck is wanted), io (damaged). */
int super_open(void);

/* Sets or clears the mark of a clean image in memory. */
void super_set_state(bool clean);

/* Takes that mark away, on the device too: before structures change in place. */
int super_mark_unclean(void);

/* Sets or clears, on the device alone, the mark that the journal is needed. */
int super_mark_recovery(bool needed);

#endif
