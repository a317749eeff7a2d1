#include "tour/wild.h"

int wild_store(uint64_t address, unsigned value)
{
    *(volatile unsigned char *)address = (unsigned char)value;
    return 0;
}

int wild_overrun(void *buf, size_t len, size_t beyond)
{
    volatile unsigned char *bytes = buf;

    for (size_t i = 0; i < len + beyond; i++)
        bytes[i] = 0xff;
    return 0;
}
