#include "host/journal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char first_line[] = "postern-input 1\n";

bool journal_create(struct journal *j, const char *name, struct failure *why)
{
    *j = (struct journal){.name = name, .file = fopen(name, "w")};
    if (!j->file)
        return refuse(why, "%s: cannot be written: %s", name, strerror(errno));
    fputs(first_line, j->file);
    return true;
}

bool journal_write(struct journal *j, const struct journal_entry *entry)
{
    fprintf(j->file, "%" PRIu64 " %" PRIu64 " ", entry->instructions, entry->mtime);
    for (unsigned i = 0; i < entry->count; i++)
        fprintf(j->file, "%02x", entry->bytes[i]);
    fputs(entry->count ? "\n" : "end\n", j->file);
    return !ferror(j->file);
}

static bool parse_bytes(const char *text, struct journal_entry *entry)
{
    entry->count = 0;
    if (strcmp(text, "end\n") == 0)
        return true;
    for (; isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1]); text += 2) {
        char pair[3] = {text[0], text[1], 0};
        if (entry->count == JOURNAL_BATCH)
            return false;
        entry->bytes[entry->count++] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return entry->count && strcmp(text, "\n") == 0;
}

static bool parse(const char *line, struct journal_entry *entry)
{
    char *end;
    if (!isdigit((unsigned char)*line))
        return false;
    entry->instructions = strtoull(line, &end, 10);
    if (end[0] != ' ' || !isdigit((unsigned char)end[1]))
        return false;
    entry->mtime = strtoull(end + 1, &end, 10);
    return *end == ' ' && parse_bytes(end + 1, entry);
}

bool journal_advance(struct journal *j, struct failure *why)
{
    char line[128];
    struct journal_entry before = j->next;
    j->line++;
    j->more = fgets(line, sizeof line, j->file);
    if (!j->more)
        return !ferror(j->file) || refuse(why, "%s: cannot be read: %s", j->name, strerror(errno));
    if (!parse(line, &j->next))
        return refuse(why, "%s:%u: expected \"INSTRUCTIONS MTIME BYTES\"", j->name, j->line);
    if (j->next.instructions < before.instructions)
        return refuse(why, "%s:%u: goes back in time", j->name, j->line);
    return true;
}

bool journal_open(struct journal *j, const char *name, struct failure *why)
{
    char line[sizeof first_line];
    *j = (struct journal){.name = name, .line = 1, .file = fopen(name, "r")};
    if (!j->file)
        return refuse(why, "%s: cannot be read: %s", name, strerror(errno));
    if (!fgets(line, sizeof line, j->file) || strcmp(line, first_line) != 0)
        return refuse(why, "%s: not a log of host input (first line is not \"%.15s\")", name, first_line);
    return journal_advance(j, why);
}

bool journal_close(struct journal *j, struct failure *why)
{
    bool bad = j->file && ferror(j->file);
    if (j->file && (fclose(j->file) != 0 || bad)) {
        j->file = NULL;
        return refuse(why, "%s: could not be written wholly", j->name);
    }
    j->file = NULL;
    return true;
}
