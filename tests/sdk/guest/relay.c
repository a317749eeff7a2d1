#include "tests/sdk/relay.h"

#include "postern/error.h"
#include "postern/within.h"
#include "tests/sdk/keeper.h"

static volatile long heard;

long relay_set(long value, int how, uint64_t grace)
{
    long r = XS_GRACE(grace, keeper_set)(value, (enum keeper_how)how);
    if (r != -PE_TIMEOUT)
        return r;
    heard++;
    return -PE_AGAIN;
}

long relay_heard(void)
{
    return heard;
}
