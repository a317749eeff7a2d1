#include "fdt.h"

#include <stddef.h>

#include "text.h"

enum { FDT_MAGIC = 0xd00dfeed, BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9, DEPTH_MAX = 16 };

struct cursor {
    const uint8_t *at, *end; /* structure block, what is left of it */
    const char *strings, *strings_end;
    bool bad;
};

static uint32_t big32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t take32(struct cursor *c)
{
    if (c->end - c->at < 4) {
        c->bad = true;
        return END;
    }
    c->at += 4;
    return big32(c->at - 4);
}

/* `len` bytes, then padding to 4. NULL: there are not so many. */
static const uint8_t *take(struct cursor *c, uint64_t len)
{
    const uint8_t *p = c->at;
    uint64_t padded = (len + 3) & ~3ull;
    if (padded > (uint64_t)(c->end - c->at)) {
        c->bad = true;
        return 0;
    }
    c->at += padded;
    return p;
}

static const char *take_name(struct cursor *c)
{
    const uint8_t *p = c->at;
    uint64_t n = 0;
    while (p + n < c->end && p[n])
        n++;
    return (const char *)take(c, n + 1);
}

static bool starts_with(const char *s, const char *prefix)
{
    while (*prefix)
        if (*s++ != *prefix++)
            return false;
    return true;
}

/* A number of one or two cells, as the property is long. */
static uint64_t number(const uint8_t *value, uint64_t len)
{
    if (len >= 8)
        return (uint64_t)big32(value) << 32 | big32(value + 4);
    return len >= 4 ? big32(value) : 0;
}

static void read_chosen(struct fdt_facts *f, const char *name, const uint8_t *value, uint64_t len)
{
    if (strcmp(name, "linux,initrd-start") == 0)
        f->initrd_start = number(value, len);
    if (strcmp(name, "linux,initrd-end") == 0)
        f->initrd_end = number(value, len);
    if (strcmp(name, "bootargs") == 0 && len)
        text_copy(f->bootargs, (const char *)value, len < sizeof f->bootargs ? len : sizeof f->bootargs);
}

/* `node` is the top-level node that the property is in. */
static void read_property(struct fdt_facts *f, const char *node, const char *name, const uint8_t *value, uint64_t len)
{
    if (strcmp(node, "chosen") == 0)
        read_chosen(f, name, value, len);
    if (starts_with(node, "memory@") && strcmp(name, "reg") == 0 && len >= 16 && !f->memory_size) {
        f->memory_base = number(value, 8);
        f->memory_size = number(value + 8, 8);
    }
}

static const char *string_at(struct cursor *c, uint32_t offset)
{
    if (offset >= (uint64_t)(c->strings_end - c->strings)) {
        c->bad = true;
        return "";
    }
    for (const char *s = c->strings + offset; s < c->strings_end; s++)
        if (!*s)
            return c->strings + offset;
    c->bad = true;
    return "";
}

static void walk(struct cursor *c, struct fdt_facts *f)
{
    const char *top = "";
    int depth = 0;

    while (!c->bad) {
        uint32_t token = take32(c);
        if (token == BEGIN_NODE) {
            const char *name = take_name(c);
            if (c->bad || ++depth > DEPTH_MAX)
                break;
            if (depth == 2)
                top = name;
            if (depth == 3 && strcmp(top, "cpus") == 0 && starts_with(name, "cpu@"))
                f->harts++;
        } else if (token == END_NODE) {
            if (depth-- == 0)
                break;
        } else if (token == PROP) {
            uint32_t len = take32(c), offset = take32(c);
            const uint8_t *value = take(c, len);
            if (!c->bad && depth == 2)
                read_property(f, top, string_at(c, offset), value, len);
        } else if (token == END) {
            c->bad |= depth != 0;
            return;
        } else if (token != NOP) {
            break;
        }
    }
    c->bad = true;
}

uint64_t fdt_size(const void *blob)
{
    const uint8_t *b = blob;
    return big32(b) == FDT_MAGIC ? big32(b + 4) : 0;
}

bool fdt_read(const void *blob, uint64_t size, struct fdt_facts *facts)
{
    const uint8_t *b = blob;
    *facts = (struct fdt_facts){0};
    if (size < 40 || fdt_size(blob) < 40 || fdt_size(blob) > size)
        return false;
    size = fdt_size(blob);
    uint64_t tree = big32(b + 8), strings = big32(b + 12), strings_size = big32(b + 32), tree_size = big32(b + 36);
    if (tree > size || tree_size > size - tree || strings > size || strings_size > size - strings)
        return false;
    struct cursor c = {b + tree, b + tree + tree_size, (const char *)b + strings,
                       (const char *)b + strings + strings_size, false};
    walk(&c, facts);
    return !c.bad;
}
