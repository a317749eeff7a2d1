/* picolibc's standard streams over postern_output: collected by lines. */
#include <stdio.h>

#include "postern/output.h"

enum { LINE = 256 };
static char line[LINE];
static size_t used;

static int flush(FILE *stream)
{
    (void)stream;
    size_t len = used;
    used = 0;
    return !len || postern_output(line, len) >= 0 ? 0 : EOF;
}

static int put(char c, FILE *stream)
{
    line[used++] = c;
    if (c != '\n' && used < LINE)
        return (unsigned char)c;
    return flush(stream) ? EOF : (unsigned char)c;
}

static int get(FILE *stream)
{
    (void)stream;
    return EOF;
}

static FILE standard = FDEV_SETUP_STREAM(put, get, flush, _FDEV_SETUP_RW);
FILE *const stdin = &standard;
FILE *const stdout = &standard;
FILE *const stderr = &standard;

__attribute__((destructor)) static void flush_at_exit(void)
{
    flush(&standard);
}
