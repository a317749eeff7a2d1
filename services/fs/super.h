/* Opening: what the superblock must say before the library may look at the rest, and the mark of state. */
#ifndef SERVICES_FS_SUPER_H
#define SERVICES_FS_SUPER_H

#include <stdbool.h>

/* Opens the file system into `session`. noent (no disk), inval (no ext file system, or a block size above
 * 4 KiB), version (a feature that we cannot even read), unclean (needs recovery), io (damaged). */
int super_open(void);

/* Sets or clears the mark in memory; super_mark also writes it to the device at once. */
void super_set_state(bool clean);
int super_mark(bool clean);

#endif
