#include "host/timing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/file.h"
#include "timing/engine/engine.h"
#include "translate/translate.h"

static void list_names(char *to, size_t size)
{
    const char *name;
    *to = 0;
    for (unsigned n = 0; (name = timing_profile_name(n)); n++)
        snprintf(to + strlen(to), size - strlen(to), "%s%s", n ? ", " : "", name);
}

/* What looks like no file is taken for a name. */
static bool read_file(const char *name, struct timing_profile *profile, struct failure *why)
{
    struct machine_image file = {0};
    struct timing_error error;
    char names[128];
    if (!strpbrk(name, "./")) {
        list_names(names, sizeof names);
        return refuse(why, "--timing %s: no such profile (%s, or a file)", name, names);
    }
    if (!file_read(name, &file, why))
        return false;
    char *text = strndup((const char *)file.bytes, file.size);
    bool ok = text && timing_profile_read(profile, name, text, &error);
    if (!ok)
        refuse(why, "--timing: %s", text ? error.text : "no memory");
    free(text);
    file_drop(&file);
    return ok;
}

static bool read_profile(const char *name, struct timing_profile *profile, struct failure *why)
{
    struct timing_error error;
    const char *text = timing_profile_builtin(name);
    if (!text)
        return read_file(name, profile, why);
    return timing_profile_read(profile, name, text, &error) || refuse(why, "--timing: %s", error.text);
}

static bool attach(struct hart *h, struct timing *model, bool *translate)
{
    *translate = *translate && translator_attach_timed(h, model);
    return *translate || timing_attach(h, model);
}

struct timing_system *timing_start(const char *name, bool by_instructions, struct machine *m, bool *translate,
                                   struct failure *why)
{
    struct timing_profile profile;
    if (!read_profile(name, &profile, why))
        return NULL;
    struct timing_system *s = timing_new(&profile, machine_harts(m));
    bool ok = s;
    for (unsigned n = 0; ok && n < machine_harts(m); n++)
        ok = attach(machine_hart(m, n), &s->hart[n], translate);
    if (!ok) {
        refuse(why, "--timing: no memory");
        timing_free(s);
        return NULL;
    }
    timing_watch_bus(machine_bus(m), s);
    if (!by_instructions)
        machine_time_by_cycles(m, profile.clock_khz);
    return s;
}

/* --- report ------------------------------------------------------------------------------------------------------- */
/* As text: a double would round beyond 2^53. */
static void add(cJSON *to, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    cJSON_AddRawToObject(to, name, text);
}

static void add_stalls(cJSON *to, const struct timing *t)
{
    const struct timing_stalls *s = &t->counters.stall;
    cJSON *by = cJSON_AddObjectToObject(to, "cycles_by_cause");
    add(by, "issue", t->pipe.time - t->counters.operands);
    add(by, "operands", t->counters.operands);
#define ADD(cause) add(by, #cause, s->cause)
    ADD(fetch), ADD(data), ADD(store), ADD(translation), ADD(control), ADD(system), ADD(segment), ADD(device),
        ADD(divide);
#undef ADD
}

static void add_memory(cJSON *to, const struct memory_counters *c)
{
#define ADD(counter) add(to, #counter, c->counter)
    ADD(fetches), ADD(fetch_misses), ADD(loads), ADD(load_misses), ADD(stores), ADD(store_misses), ADD(l2_accesses);
    ADD(l2_misses), ADD(probes), ADD(invalidations);
#undef ADD
}

static void add_place(cJSON *to, const char *name, uint32_t place)
{
    static const char *const names[] = {NULL, "supervisor", "machine", "user", "others"};
    if (place == PLACE_START)
        cJSON_AddStringToObject(to, name, "start");
    else if (place >> 24)
        cJSON_AddStringToObject(to, name, names[place >> 24]);
    else
        add(to, name, place);
}

static void add_pairs(cJSON *to, const struct pairs *p)
{
    cJSON *rows = cJSON_AddArrayToObject(to, "pairs");
    for (unsigned n = 0; n <= PAIRS; n++) {
        const struct pair_row *pair = &p->at[n];
        if (!pair->visits)
            continue;
        cJSON *row = cJSON_CreateObject();
        add_place(row, "from", pair->from);
        add_place(row, "to", pair->to);
        add(row, "visits", pair->visits);
#define ADD(counter) add(row, #counter, pair->spent.counter)
        ADD(cycles), ADD(instructions), ADD(l1i_misses), ADD(l1d_misses), ADD(l2_misses), ADD(itlb_misses),
            ADD(dtlb_misses);
#undef ADD
        cJSON_AddItemToArray(rows, row);
    }
}

static cJSON *hart_report(struct timing *t)
{
    timing_settle(t);
    cJSON *hart = cJSON_CreateObject();
    const struct timing_counters *c = &t->counters;
    add(hart, "cycles", timing_cycles(t));
#define ADD(counter) add(hart, #counter, c->counter)
    ADD(instructions), ADD(branches), ADD(mispredicts), ADD(itlb_misses), ADD(dtlb_misses), ADD(walks), ADD(pte_reads);
    ADD(slb_lookups), ADD(segment_bytes), ADD(redirects), ADD(traps);
#undef ADD
    add_memory(hart, &t->memory->counters[t->hart]);
    add_stalls(hart, t);
    add_pairs(hart, &t->pairs);
    return hart;
}

cJSON *timing_report(const struct timing_system *s, const struct machine *m)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "profile", s->profile.name);
    add(root, "clock_khz", s->profile.clock_khz);
    add(root, "cycles", machine_cycles(m));
    cJSON *harts = cJSON_AddArrayToObject(root, "harts");
    for (unsigned n = 0; n < s->harts; n++)
        cJSON_AddItemToArray(harts, hart_report(&s->hart[n]));
    return root;
}
