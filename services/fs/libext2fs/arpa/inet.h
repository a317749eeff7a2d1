/* Network byte order, which is also the journal's: picolibc has no such header. */
#ifndef EXT2FS_INET_H
#define EXT2FS_INET_H

#include <stdint.h>

#define htonl(x) __builtin_bswap32((uint32_t)(x))
#define ntohl(x) __builtin_bswap32((uint32_t)(x))

#endif
