#include "stubgen/report.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct mistake {
    unsigned line, order;
    const char *text;
};

static struct mistake *mistakes;
static unsigned count, room;

/* Everything kept is reachable from here: nothing is lost when a leak checker looks. */
struct kept {
    struct kept *next;
    max_align_t data[];
};
static struct kept *kept;

void *keep_memory(unsigned long bytes)
{
    struct kept *k = calloc(1, sizeof *k + bytes);
    if (!k)
        fail("out of memory");
    k->next = kept;
    kept = k;
    return k->data;
}

static const char *keep_formatted(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = keep_memory((unsigned long)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}

const char *keep_text(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = keep_formatted(format, args);
    va_end(args);
    return text;
}

void report(unsigned line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = keep_formatted(format, args);
    va_end(args);
    if (count == room) {
        room = room ? room * 2 : 16;
        mistakes = realloc(mistakes, room * sizeof *mistakes);
        if (!mistakes)
            fail("out of memory");
    }
    mistakes[count] = (struct mistake){line, count, text};
    count++;
}

static int by_line(const void *a, const void *b)
{
    const struct mistake *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

unsigned report_all(const char *header)
{
    if (count)
        qsort(mistakes, count, sizeof *mistakes, by_line);
    for (unsigned i = 0; i < count; i++)
        fprintf(stderr, "%s:%u: %s\n", header, mistakes[i].line, mistakes[i].text);
    return count;
}

void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "stubgen: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    exit(2);
}
