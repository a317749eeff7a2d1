#include "tour/wild.h"

#include <postern/lock.h>

static struct postern_lock lock;
static long cleaned;

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

int wild_never(void)
{
    postern_lock(&lock);
    for (;;)
        continue;
}

long wild_cleaned(void)
{
    return cleaned;
}

void wild_tidy(int error, unsigned gate)
{
    (void)error, (void)gate;
    if (!postern_holds(&lock))
        return;
    postern_unlock(&lock);
    cleaned++;
}
