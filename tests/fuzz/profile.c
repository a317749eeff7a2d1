/* Models of time that no machine has: any size, cost and policy that a profile may give. */
#include "timing/profile.h"

#include "fuzz.h"

static uint32_t power(struct twin *t, unsigned most)
{
    return UINT32_C(1) << draw(t, most + 1);
}

static uint32_t cost(struct twin *t, uint32_t least, uint32_t most)
{
    switch (draw(t, 8)) {
    case 0: return least;
    case 1: return most;
    case 2: return least + (uint32_t)draw(t, most - least + 1);
    default: return least + (uint32_t)draw(t, most - least < 16 ? most - least + 1 : 16);
    }
}

static void make_cache(struct twin *t, uint32_t line, uint32_t *bytes, uint32_t *ways, uint32_t *policy)
{
    *policy = (uint32_t)draw(t, 3);
    *ways = draw(t, 2) ? power(t, 4) : 1 + (uint32_t)draw(t, *policy == 1 ? 32 : 64);
    *bytes = draw(t, 6) ? power(t, draw(t, 4) ? 6 : 12) * *ways * line : 0;
}

static void make_predictor(struct twin *t, struct timing_profile *p)
{
    unsigned width = (unsigned)draw(t, 14);
    p->btb_entries = draw(t, 4) ? (uint32_t)draw(t, 40) : draw(t, 2) ? 8192 : 0;
    p->bht_entries = draw(t, 4) ? UINT32_C(1) << width : 0;
    p->history_length = draw(t, 3) ? (uint32_t)draw(t, 17) : 16 * (uint32_t)draw(t, 2);
    p->history_bits = (uint32_t)draw(t, (p->history_length < width ? p->history_length : width) + 1);
    if (!p->bht_entries)
        p->history_bits = 0;
    p->ras_entries = (uint32_t)draw(t, draw(t, 2) ? 4 : 65);
}

static void make_tlbs(struct twin *t, struct timing_profile *p)
{
    p->itlb_entries = (uint32_t)draw(t, 6);
    p->dtlb_entries = (uint32_t)draw(t, 12);
    p->stlb_ways = 1 + (uint32_t)draw(t, 5);
    p->stlb_entries = draw(t, 3) ? power(t, 5) * p->stlb_ways : 0;
    p->walk_cache = (uint32_t)draw(t, 5);
}

void random_profile(struct twin *t, struct timing_profile *p)
{
    *p = (struct timing_profile){.name = "random"};
#define PARAM(name, least, most) p->name = cost(t, least, most);
#include "timing/profile.def"
#undef PARAM
    p->line_bytes = 16 * power(t, 4);
    p->store_buffer = (uint32_t)draw(t, draw(t, 2) ? 3 : 65);
    make_cache(t, p->line_bytes, &p->l1i_bytes, &p->l1i_ways, &p->l1i_policy);
    make_cache(t, p->line_bytes, &p->l1d_bytes, &p->l1d_ways, &p->l1d_policy);
    make_cache(t, p->line_bytes, &p->l2_bytes, &p->l2_ways, &p->l2_policy);
    make_predictor(t, p);
    make_tlbs(t, p);
}
