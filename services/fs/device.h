/* The block service as libext2fs's io channel, through the cache. */
#ifndef SERVICES_FS_DEVICE_H
#define SERVICES_FS_DEVICE_H

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

extern struct struct_io_manager device_manager;

#endif
