/* Both machines under one model of time: the interpreting engine's cycles and counts are the translator's. */
#include <inttypes.h>
#include <stdio.h>

#include "fuzz.h"
#include "timing/engine/engine.h"
#include "translate/translate.h"

static bool attach(struct twin *t, unsigned n)
{
    for (unsigned hart = 0; hart < t->harts; hart++) {
        struct hart *h = machine_hart(t->machine[n], hart);
        struct timing *model = &t->system[n]->hart[hart];
        if (n ? !translator_attach_timed(h, model) : !timing_attach(h, model))
            return false;
    }
    timing_watch_bus(machine_bus(t->machine[n]), t->system[n]);
    return true;
}

bool twin_time(struct twin *t)
{
    struct timing_profile profile;
    uint64_t kept = t->random; /* the rest of the round is as without a model */
    random_profile(t, &profile);
    bool by_cycles = draw(t, 2);
    t->random = kept;
    for (unsigned n = 0; n < 2; n++) {
        t->system[n] = timing_new(&profile, t->harts);
        if (!t->system[n] || !attach(t, n))
            return false;
        if (by_cycles)
            machine_time_by_cycles(t->machine[n], profile.clock_khz);
    }
    return true;
}

static bool same_numbers(const char *what, unsigned hart, const void *a, const void *b, size_t size, bool tell)
{
    const uint64_t *x = a, *y = b;
    bool equal = true;
    for (unsigned n = 0; n < size / sizeof *x; n++)
        equal &= same(what, hart, n, x[n], y[n], tell);
    return equal;
}

static bool same_model(unsigned n, struct timing *a, struct timing *b, bool tell)
{
    timing_settle(a);
    timing_settle(b);
    bool equal = same("cycles ", n, 0, timing_cycles(a), timing_cycles(b), tell);
    equal &= same_numbers("model ", n, &a->counters, &b->counters, sizeof a->counters, tell);
    equal &=
        same_numbers("caches ", n, &a->memory->counters[n], &b->memory->counters[n], sizeof *a->memory->counters, tell);
    return same_numbers("crossings ", n, &a->pairs, &b->pairs, sizeof a->pairs, tell) && equal;
}

bool twin_same_time(struct twin *t, bool tell)
{
    bool equal = true;
    for (unsigned n = 0; n < t->harts; n++)
        equal &= same_model(n, &t->system[0]->hart[n], &t->system[1]->hart[n], tell);
    return equal;
}
