/* Physical memory through the port, in pieces that the port takes. */
#include "segment/internal.h"

enum { PIECE = 64 };

static bool reachable(uint64_t pa, size_t size)
{
    return pa % 8 == 0 && pa <= XS_PA_MASK && size <= XS_PA_MASK - pa;
}

bool xs_port_read(struct xs_hart *h, uint64_t pa, void *to, size_t size)
{
    if (!reachable(pa, size))
        return false;
    for (size_t done = 0; done < size; done += PIECE) {
        size_t n = size - done < PIECE ? size - done : PIECE;
        if (!h->port.read(h->port.context, pa + done, (char *)to + done, n))
            return false;
    }
    return true;
}

bool xs_port_write(struct xs_hart *h, uint64_t pa, const void *from, size_t size)
{
    if (!reachable(pa, size))
        return false;
    for (size_t done = 0; done < size; done += PIECE) {
        size_t n = size - done < PIECE ? size - done : PIECE;
        if (!h->port.write(h->port.context, pa + done, (const char *)from + done, n))
            return false;
    }
    return true;
}
