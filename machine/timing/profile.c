#include "timing/profile.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct param {
    const char *name;
    uint32_t least, most;
    size_t offset;
};

static const struct param params[] = {
#define PARAM(name, least, most) {#name, least, most, offsetof(struct timing_profile, name)},
#include "timing/profile.def"
#undef PARAM
};
enum { PARAMS = sizeof params / sizeof *params, LINE_MOST = 512 };

__attribute__((format(printf, 2, 3))) static bool refuse(struct timing_error *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
    return false;
}

static const struct param *find(const char *name, size_t length)
{
    for (unsigned n = 0; n < PARAMS; n++)
        if (strlen(params[n].name) == length && memcmp(params[n].name, name, length) == 0)
            return &params[n];
    return NULL;
}

/* What is left of the line after `word`, blanks around it skipped; NULL: it is not there. */
static const char *after(const char *at, const char *word)
{
    while (at && *at == ' ')
        at++;
    size_t length = strlen(word);
    if (!at || strncmp(at, word, length) != 0)
        return NULL;
    for (at += length; *at == ' ';)
        at++;
    return at;
}

/* `{value: N, source: "..."}` */
static bool parse_value(const char *at, unsigned long *value)
{
    char *end;
    at = after(at, "{value:");
    if (!at || !isdigit((unsigned char)*at))
        return false;
    *value = strtoul(at, &end, 10);
    at = after(after(end, ","), "source:");
    if (!at || at[0] != '"' || at[1] == '"')
        return false;
    at = strrchr(at + 1, '"');
    return at && (at = after(at + 1, "}")) && *at == 0;
}

static bool take_line(struct timing_profile *p, bool *seen, const char *file, unsigned number, const char *line,
                      struct timing_error *why)
{
    const char *colon = strchr(line, ':');
    unsigned long value;
    if (*line == 0 || *line == '#')
        return true;
    const struct param *param = colon ? find(line, colon - line) : NULL;
    if (!param)
        return refuse(why, "%s:%u: no such parameter: %.*s", file, number, colon ? (int)(colon - line) : 40, line);
    if (seen[param - params])
        return refuse(why, "%s:%u: %s is given twice", file, number, param->name);
    if (!parse_value(colon + 1, &value))
        return refuse(why, "%s:%u: expected %s: {value: N, source: \"...\"}", file, number, param->name);
    if (value < param->least || value > param->most)
        return refuse(why, "%s:%u: %s: %lu is not between %u and %u", file, number, param->name, value, param->least,
                      param->most);
    seen[param - params] = true;
    *(uint32_t *)((char *)p + param->offset) = (uint32_t)value;
    return true;
}

static bool power(uint64_t n)
{
    return n && !(n & (n - 1));
}

static bool cache_shape(const char *file, const char *name, uint64_t bytes, uint64_t ways, uint64_t line,
                        struct timing_error *why)
{
    if (bytes == 0 || (bytes % (ways * line) == 0 && power(bytes / (ways * line))))
        return true;
    return refuse(why, "%s: %s: %llu bytes of %llu ways are no power of two of sets", file, name,
                  (unsigned long long)bytes, (unsigned long long)ways);
}

static bool sensible(const struct timing_profile *p, const char *file, struct timing_error *why)
{
    if (!power(p->line_bytes))
        return refuse(why, "%s: line_bytes: %u is no power of two", file, p->line_bytes);
    if (p->bht_entries && !power(p->bht_entries))
        return refuse(why, "%s: bht_entries: %u is no power of two", file, p->bht_entries);
    if (p->history_bits > p->history_length || (p->bht_entries >> p->history_bits == 0 && p->history_bits))
        return refuse(why, "%s: history_bits: %u is too many", file, p->history_bits);
    if (p->stlb_entries && (p->stlb_entries % p->stlb_ways || !power(p->stlb_entries / p->stlb_ways)))
        return refuse(why, "%s: stlb_entries: %u of %u ways are no power of two of sets", file, p->stlb_entries,
                      p->stlb_ways);
    if ((p->l1i_policy == 1 && p->l1i_ways > 32) || (p->l1d_policy == 1 && p->l1d_ways > 32) ||
        (p->l2_policy == 1 && p->l2_ways > 32))
        return refuse(why, "%s: policy 1 is for at most 32 ways", file);
    return cache_shape(file, "l1i_bytes", p->l1i_bytes, p->l1i_ways, p->line_bytes, why) &&
           cache_shape(file, "l1d_bytes", p->l1d_bytes, p->l1d_ways, p->line_bytes, why) &&
           cache_shape(file, "l2_bytes", p->l2_bytes, p->l2_ways, p->line_bytes, why);
}

/* The name that reports give: the file's, without folders and ending. */
static void set_name(struct timing_profile *p, const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    size_t length = strcspn(base, ".");
    snprintf(p->name, sizeof p->name, "%.*s", (int)(length < 31 ? length : 31), base);
}

bool timing_profile_read(struct timing_profile *p, const char *file, const char *text, struct timing_error *why)
{
    bool seen[PARAMS] = {false};
    *p = (struct timing_profile){0};
    set_name(p, file);
    for (unsigned number = 1; *text; number++) {
        char line[LINE_MOST];
        size_t length = strcspn(text, "\n");
        if (length >= sizeof line)
            return refuse(why, "%s:%u: a line of more than %d bytes", file, number, LINE_MOST - 1);
        memcpy(line, text, length);
        line[length] = 0;
        text += length + (text[length] == '\n');
        if (!take_line(p, seen, file, number, line, why))
            return false;
    }
    for (unsigned n = 0; n < PARAMS; n++)
        if (!seen[n])
            return refuse(why, "%s: %s is missing", file, params[n].name);
    return sensible(p, file, why);
}
