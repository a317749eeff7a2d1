/* The block service as libext2fs's io channel, through the cache. */
#ifndef SERVICES_FS_DEVICE_H
#define SERVICES_FS_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

extern struct struct_io_manager device_manager;

/* How the channel takes what it is given to write. The last two are for recovery (recover.h): everything is
 * written at once, a flush reaches the device, and the number of reads is bounded. */
enum device_mode { DEVICE_WORKS, DEVICE_REHEARSES /* writes are dropped */, DEVICE_RECOVERS };

void device_set(enum device_mode mode, uint64_t reads);

/* Has the block service refused anything since device_set? The library does not always say. */
bool device_failed(void);

#endif
