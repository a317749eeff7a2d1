#include "loader/names.h"

#include <string.h>

#include <postern/service.h>
#include <postern/syscall.h>

/* Gates of loader.h by order of declaration. */
#define GATES_OF_PROGRAMS 0x37u /* spawn, wait, kill, list, reason */
#define GATE_INSPECT      0x40u

POSTERN_IMPORT(console_entry, "console");
POSTERN_IMPORT(fs_entry, "fs");
POSTERN_IMPORT(rtc_entry, "rtc");
POSTERN_IMPORT(timer_entry, "timer");

struct name {
    const char *text;
    uint64_t sel;   /* in the loader's VST */
    uint64_t gates; /* of a service */
    uint64_t perms; /* of a segment: SYS_PERM bits */
};

/* An entry for the loader itself under any badge, made once. */
static uint64_t self_entry(void)
{
    static uint64_t entry;

    if (entry == 0) {
        long index = postern_grant(POSTERN_SELF, 0, POSTERN_SELF, 0, UINT64_MAX, 0);
        entry = index > 0 ? (uint64_t)index : 0;
    }
    return entry;
}

static int find(const struct program *p, const char *text, struct name *found)
{
    const struct name names[] = {
        {"console", console_entry.selector, UINT64_MAX, 0},
        {"fs", fs_entry.selector, UINT64_MAX, 0},
        {"timer", timer_entry.selector, UINT64_MAX, 0},
        {"rtc", rtc_entry.selector, 0, SYS_PERM_R},
        {"loader", self_entry(), GATES_OF_PROGRAMS | (p->flags & LOADER_INSPECT ? GATE_INSPECT : 0), 0},
    };

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i].text, text) == 0 && names[i].sel != 0) {
            *found = names[i];
            return 1;
        }
    return 0;
}

long names_grant(const struct program *p, const char *name)
{
    struct name found;

    if (!find(p, name, &found))
        return 0;
    return postern_grant(p->sel, 0, found.sel, found.perms, found.gates, p->badge);
}
