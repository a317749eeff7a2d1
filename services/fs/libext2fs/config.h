/* What e2fsprogs' configure would find out, for the guest's libc and the host's alike: the service and its
 * host tests are built from the same sources with the same answers. */
#ifndef EXT2FS_CONFIG_H
#define EXT2FS_CONFIG_H

#define HAVE_ERRNO_H      1
#define HAVE_STDLIB_H     1
#define HAVE_STRDUP       1
#define HAVE_SYS_STAT_H   1
#define HAVE_SYS_TIME_H   1
#define HAVE_SYS_TYPES_H  1
#define HAVE_TYPE_SSIZE_T 1
#define HAVE_UNISTD_H     1
#define SIZEOF_LONG       8
#define SIZEOF_LONG_LONG  8
#define SIZEOF_OFF_T      8

#include <sys/time.h> /* struct timeval, which the library expects from elsewhere */

#endif
