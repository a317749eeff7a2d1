#include "null/null.h"

int null_call(void)
{
    return 0;
}

int null_buffer(const void *data, size_t len)
{
    (void)data, (void)len;
    return 0;
}
