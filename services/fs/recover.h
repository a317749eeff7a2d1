/* Recovery: what the journal holds goes to its places before the file system is opened. */
#ifndef SERVICES_FS_RECOVER_H
#define SERVICES_FS_RECOVER_H

/* Replays the journal of the disk, whose superblock says that it needs to. 0; unclean (the journal is
 * damaged, or of a kind that is left to e2fsck: then nothing has been written); io, nomem. May be repeated. */
int recover(void);

#endif
