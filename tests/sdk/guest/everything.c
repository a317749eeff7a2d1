/* The service behind tests/sdk/everything.h. */
#include "tests/sdk/everything.h"

#include <stdio.h>
#include <string.h>

#include "postern/device.h"
#include "postern/error.h"
#include "postern/service.h"

static uint64_t calls, bytes;

int everything_null(void)
{
    calls++;
    return 0;
}

int everything_sum(const void *data, size_t len)
{
    const unsigned char *p = data;
    int sum = data ? 0 : -1000;
    for (size_t i = 0; i < len; i++)
        sum += p[i];
    bytes += len;
    return sum;
}

long everything_fill(void *to, size_t len, unsigned char seed)
{
    unsigned char *p = to;
    for (size_t i = 0; i < len; i++)
        p[i] = (unsigned char)(seed + i * 7);
    return (long)len;
}

long everything_bump(void *data, size_t len)
{
    unsigned char *p = data;
    for (size_t i = 0; i < len; i++)
        p[i]++;
    return (long)len;
}

int everything_length(const char *s)
{
    return (int)strlen(s);
}

long everything_area(const struct everything_point *p)
{
    return p->x + p->y;
}

int everything_report(struct everything_report *r)
{
    *r = (struct everything_report){calls, bytes, "everything"};
    return 0;
}

long everything_join(const char *a, const char *b, char *to, size_t size)
{
    size_t len = strlen(a) + strlen(b) + 1;
    if (len > size)
        return -PE_2BIG;
    char joined[2 * EVERYTHING_NAME];
    strcpy(joined, a);
    strcat(joined, b);
    memcpy(to, joined, len);
    return (long)len;
}

long everything_mix(_Bool a, signed char b, unsigned char c, short d, unsigned short e, int f, unsigned g, uint64_t h)
{
    return a + 2l * b + 3l * c + 5l * d + 7l * e + 11l * f + 13l * g + 17l * (long)h;
}

_Bool everything_odd(int n)
{
    return n & 1;
}

unsigned char everything_byte(int n)
{
    return (unsigned char)n;
}

short everything_short(long n)
{
    return (short)n;
}

enum everything_color everything_color(enum everything_color c)
{
    return c == EVERYTHING_RED ? EVERYTHING_BLUE : EVERYTHING_RED;
}

void everything_forget(void)
{
    calls = bytes = 0;
}

uint64_t everything_badge(void)
{
    return postern_badge();
}

int everything_trusted(const void *data, size_t len)
{
    return everything_sum(data, len) + 1;
}

long everything_lie(size_t len)
{
    return (long)len + 1;
}

int everything_keep(const void *data, size_t len)
{
    (void)len;
    return postern_keepable(data);
}

void everything_tidy(int error, unsigned gate)
{
    (void)error, (void)gate;
}
