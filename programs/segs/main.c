/* segs: every segment, and who can reach it through which table entry, from live kernel state. */
#include <stdio.h>
#include <string.h>

#include <postern/error.h>
#include <postern/layout.h>

#include "lib/start.h"
#include "state.h"

static struct state state;

static const char *kind_of(const struct info_segment *s)
{
    static const char *const kinds[] = {
        [XS_KIND_OBJECT] = "object", [XS_KIND_CODE] = "code", [XS_KIND_THREAD] = "thread", [XS_KIND_DATA] = "data"};

    if (s->kind == XS_KIND_DATA && s->origin != 0)
        return "alias";
    return s->kind < sizeof kinds / sizeof kinds[0] ? kinds[s->kind] : "?";
}

/* Bytes in the unit that a person would use. */
static const char *bytes(uint64_t n, char text[24])
{
    static const char units[] = "BKMGT";
    unsigned unit = 0;

    while (n >= 10240 && unit < 4) {
        n /= 1024;
        unit++;
    }
    snprintf(text, 24, "%llu%c", (unsigned long long)n, units[unit]);
    return text;
}

static void print_segments(void)
{
    char held[24];

    printf("SELECTOR  GEN  KIND    NAME                  MEMORY  HELD BY\n");
    for (unsigned i = 0; i < state.segments; i++) {
        const struct info_segment *s = &state.segment[i];
        printf("%8llu %4llu  %-6s  %-20s %7s  ", (unsigned long long)s->selector, (unsigned long long)s->generation,
               kind_of(s), s->name, bytes(s->pages * 4096, held));
        if (s->kind == XS_KIND_THREAD)
            printf("its own thread alone, as sg2\n");
        else
            printf("%llu table entr%s\n", (unsigned long long)s->holders, s->holders == 1 ? "y" : "ies");
    }
}

/* "0-4,6": the gates of a mask. */
static void gates_of(uint64_t mask, char *text, size_t size)
{
    size_t at = 0;

    text[0] = '\0';
    if (mask == UINT64_MAX) {
        snprintf(text, size, "all");
        return;
    }
    for (unsigned first = 0; first < 64 && at < size; first++) {
        unsigned last = first;
        if (!(mask >> first & 1))
            continue;
        while (last < 63 && mask >> (last + 1) & 1)
            last++;
        at += (size_t)snprintf(text + at, size - at, last > first ? "%s%u-%u" : "%s%u", at ? "," : "", first, last);
        first = last;
    }
}

/* What an entry lets its holder do with a segment of that kind. */
static void describe_rights(const struct info_entry *e, const struct info_segment *to, char *text, size_t size)
{
    const char *manage = e->perms & SYS_PERM_MANAGE ? ", manage" : "";
    char gates[64];

    if (to != NULL && to->kind == XS_KIND_CODE) {
        gates_of(e->gate_mask, gates, sizeof gates);
        snprintf(text, size, "%s%s%s", gates[0] ? "call gates " : "nothing to call", gates, manage);
    } else {
        snprintf(text, size, "%s%s%s%s", e->perms & (SYS_PERM_R | SYS_PERM_W) ? "" : "nothing",
                 e->perms & SYS_PERM_R ? "read" : "",
                 e->perms & SYS_PERM_W ? (e->perms & SYS_PERM_R ? "+write" : "write") : "", manage);
    }
}

static void print_entry(const struct info_entry *e)
{
    const struct info_segment *to = state_segment(&state, e->selector);
    char rights[96], where[24];

    snprintf(where, sizeof where, "%s%llu", e->index >> 15 ? "t" : "", (unsigned long long)(e->index & 0x7fff));
    describe_rights(e, to, rights, sizeof rights);
    printf("  %-16s %5s  ->  %-16s ", e->name, where, to != NULL ? to->name : "(gone)");
    if (to != NULL && to->kind == XS_KIND_CODE)
        printf("%-28s  badge %llu\n", rights, (unsigned long long)e->badge);
    else
        printf("%s\n", rights);
}

static void print_entries(void)
{
    printf("\nA program reaches another segment only through its own table. tN: entry N of a thread's table.\n"
           "\n  WHO              ENTRY      WHAT             MAY\n");
    for (unsigned i = 0; i < state.entries; i++)
        print_entry(&state.entry[i]);
}

static void print_totals(void)
{
    printf("\n%u segments, %u table entries, %llu threads; memory: %llu KiB, %llu KiB free\n", state.segments,
           state.entries, (unsigned long long)state.kernel.threads, (unsigned long long)state.kernel.pages_total * 4,
           (unsigned long long)state.kernel.pages_free * 4);
}

int main(int argc, char **argv)
{
    long error = start_program(argc, argv) < 0 ? -PE_INVAL : state_read(&state);

    if (error < 0) {
        fprintf(stderr, "segs: %s\n", postern_error_text(error));
        return 1;
    }
    print_segments();
    print_entries();
    print_totals();
    return 0;
}
