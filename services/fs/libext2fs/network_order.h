/* Network byte order, which is also the journal's: picolibc has no <arpa/inet.h>, and the build copies this there. */
#ifndef EXT2FS_NETWORK_ORDER_H
#define EXT2FS_NETWORK_ORDER_H

#include <stdint.h>

#define htonl(x) __builtin_bswap32((uint32_t)(x))
#define ntohl(x) __builtin_bswap32((uint32_t)(x))

#endif
