#include "panic.h"

#include <stdint.h>

#include "hw.h"

static void put_number(uint64_t v, unsigned base, unsigned width, char pad)
{
    char digits[20];
    unsigned n = 0;
    do
        digits[n++] = "0123456789abcdef"[v % base];
    while (v /= base);
    for (; width > n; width--)
        hw_putc(pad);
    while (n)
        hw_putc(digits[--n]);
}

static void put_text(const char *s)
{
    while (*s)
        hw_putc(*s++);
}

static uint64_t next_unsigned(va_list *args, int is_long)
{
    return is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned);
}

/* One conversion, from after its '%'; answers what follows it. */
static const char *put_one(const char *f, va_list *args)
{
    unsigned width = 0;
    int is_long = 0;
    char pad = *f == '0' ? '0' : ' ';

    for (; *f >= '0' && *f <= '9'; f++)
        width = width * 10 + (unsigned)(*f - '0');
    for (; *f == 'l'; f++)
        is_long = 1;
    switch (*f) {
    case 's': put_text(va_arg(*args, const char *)); break;
    case 'c': hw_putc((char)va_arg(*args, int)); break;
    case 'u': put_number(next_unsigned(args, is_long), 10, width, pad); break;
    case 'x': put_number(next_unsigned(args, is_long), 16, width, pad); break;
    case 'd': {
        int64_t v = is_long ? va_arg(*args, long) : va_arg(*args, int);
        if (v < 0)
            hw_putc('-');
        put_number(v < 0 ? -(uint64_t)v : (uint64_t)v, 10, width, pad);
        break;
    }
    default: hw_putc(*f); break;
    }
    return f + 1;
}

static void put_formatted(const char *f, va_list *args)
{
    while (*f) {
        if (*f != '%') {
            hw_putc(*f++);
            continue;
        }
        f = put_one(f + 1, args);
    }
}

void say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_formatted(format, &args);
    va_end(args);
}

_Noreturn void panic(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_text("kernel panic: ");
    put_formatted(format, &args);
    hw_putc('\n');
    va_end(args);
    hw_power_off(1);
}
