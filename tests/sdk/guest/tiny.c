#include "tests/sdk/tiny.h"

int tiny_null(void)
{
    return 0;
}

int tiny_buffer(const void *data, size_t len)
{
    (void)data;
    (void)len;
    return 0;
}

int tiny_light(void)
{
    return 0;
}
