#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "translate/translate.h"

uint64_t draw(struct twin *t, uint64_t below)
{
    t->random ^= t->random << 13;
    t->random ^= t->random >> 7;
    t->random ^= t->random << 17;
    return (t->random >> 11) % below;
}

void twin_put(struct twin *t, uint64_t pa, const void *bytes, uint64_t size)
{
    for (unsigned n = 0; n < 2; n++)
        bus_write(machine_bus(t->machine[n]), pa, bytes, size);
}

void twin_put_word(struct twin *t, uint64_t pa, uint64_t word)
{
    for (unsigned n = 0; n < 2; n++)
        bus_store(machine_bus(t->machine[n]), pa, 8, word);
}

void twin_set_csr(struct twin *t, unsigned hart, unsigned csr, uint64_t value)
{
    for (unsigned n = 0; n < 2; n++)
        hart_csr_set(machine_hart(t->machine[n], hart), csr, value);
}

void twin_set_reg(struct twin *t, unsigned hart, unsigned reg, uint64_t value)
{
    for (unsigned n = 0; n < 2; n++)
        hart_set_reg(machine_hart(t->machine[n], hart), reg, value);
}

/* A disk that takes everything and holds zeros. */
static bool read_zeros(void *context, uint64_t offset, void *to, uint64_t size)
{
    (void)context, (void)offset;
    memset(to, 0, size);
    return true;
}

static bool write_nowhere(void *context, uint64_t offset, const void *from, uint64_t size)
{
    (void)context, (void)offset, (void)from, (void)size;
    return true;
}

static bool flush(void *context)
{
    (void)context;
    return true;
}

static bool attach(struct machine *m, unsigned harts)
{
    for (unsigned n = 0; n < harts; n++)
        if (!translator_attach(machine_hart(m, n)))
            return false;
    return true;
}

bool twin_make(struct twin *t, uint64_t seed, enum how how)
{
    static const uint32_t nothing = 0x6f;
    *t = (struct twin){.random = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15), .every = how == HOW_EVERY};
    for (unsigned n = 0; n < 8; n++)
        draw(t, 2);
    t->world = draw(t, WORLDS);
    t->often = draw(t, FAMILIES);
    t->next_row = draw(t, 256);
    t->harts = t->every || draw(t, 4) ? 1 : 2 + draw(t, HARTS_MAX - 1);
    struct machine_config config = {.ram_size = RAM_SIZE, .harts = t->harts};
    config.kernel = (struct machine_image){"fuzz", (const uint8_t *)&nothing, sizeof nothing};
    config.disk[0] = (struct block_backend){NULL, 1 << 20, false, read_zeros, write_nowhere, flush};
    struct failure why;
    for (unsigned n = 0; n < 2; n++)
        t->machine[n] = machine_new(&config, &why);
    if (!t->machine[0] || !t->machine[1])
        return false;
    if (how == HOW_TIMED ? !twin_time(t) : !attach(t->machine[1], t->harts))
        return false;
    world_make(t);
    for (unsigned n = 0; n < t->harts; n++)
        world_registers(t, n);
    return true;
}

void twin_free(struct twin *t)
{
    for (unsigned n = 0; n < 2; n++) {
        machine_free(t->machine[n]);
        timing_free(t->system[n]);
    }
}

bool same(const char *what, unsigned hart, unsigned index, uint64_t a, uint64_t b, bool tell)
{
    if (a != b && tell)
        printf("  hart %u %s%u: interpreter %016" PRIx64 " translator %016" PRIx64 "\n", hart, what, index, a, b);
    return a == b;
}

static bool same_counters(unsigned hart, const struct xs_counters *a, const struct xs_counters *b, bool tell)
{
    bool equal = true;
    for (unsigned n = 0; n < sizeof a->n / sizeof *a->n; n++)
        equal &= same("counter ", hart, n, a->n[n], b->n[n], tell);
    return equal;
}

static bool same_hart(unsigned n, struct hart *a, struct hart *b, bool tell)
{
    bool equal = hart_state_hash(a) == hart_state_hash(b);
    if (tell && !equal)
        for (unsigned r = 0; r < 65; r++)
            same(r < 32    ? "x"
                 : r == 32 ? "pc "
                           : "f",
                 n, r < 33 ? r % 32 : r - 33, hart_get_reg(a, r), hart_get_reg(b, r), true);
    if (tell && !equal)
        printf("  hart %u: state %016" PRIx64 " and %016" PRIx64 "\n", n, hart_state_hash(a), hart_state_hash(b));
    equal &= same("instructions ", n, 0, hart_instret(a), hart_instret(b), tell);
    return same_counters(n, hart_counters(a), hart_counters(b), tell) && equal;
}

static bool same_memory(struct twin *t, bool tell)
{
    const uint8_t *a = bus_ram(machine_bus(t->machine[0]), RAM, RAM_SIZE);
    const uint8_t *b = bus_ram(machine_bus(t->machine[1]), RAM, RAM_SIZE);
    if (memcmp(a, b, RAM_SIZE) == 0)
        return true;
    unsigned at = 0;
    while (a[at] == b[at])
        at++;
    if (tell)
        printf("  memory at %#" PRIx64 ": %02x and %02x\n", RAM + at, a[at], b[at]);
    return false;
}

bool twin_equal(struct twin *t, bool tell)
{
    bool equal = true;
    for (unsigned n = 0; n < t->harts; n++)
        equal &= same_hart(n, machine_hart(t->machine[0], n), machine_hart(t->machine[1], n), tell);
    if (t->system[0])
        equal &= twin_same_time(t, tell);
    return equal && same_memory(t, tell);
}
