/* A hash for comparing runs, not for security: FNV-1a's recurrence over 64-bit words, finished by a mixer. */
#include <string.h>

#include "abi/platform.h"
#include "board/machine_state.h"

enum { PAGE = 4096 }; /* RAM is a multiple of it */

static uint64_t add_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x100000001b3u;
    return hash ^ hash >> 29;
}

static uint64_t add_bytes(uint64_t hash, const uint8_t *bytes, size_t size)
{
    uint64_t word;
    for (; size >= sizeof word; bytes += sizeof word, size -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = add_word(hash, word);
    }
    word = 0;
    memcpy(&word, bytes, size);
    return size ? add_word(hash, word) : hash;
}

/* Pages of zeros add nothing: most of a large RAM was never touched. */
static uint64_t add_ram(uint64_t hash, const uint8_t *ram, uint64_t size)
{
    static const uint8_t zeros[PAGE];
    for (uint64_t at = 0; at < size; at += PAGE)
        if (memcmp(ram + at, zeros, PAGE) != 0)
            hash = add_bytes(add_word(hash, at), ram + at, PAGE);
    return hash;
}

uint64_t machine_state_hash(const struct machine *m)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (unsigned i = 0; i < m->harts; i++)
        hash = add_word(add_word(hash, hart_state_hash(m->hart[i])), m->waiting[i]);
    for (unsigned i = 0; i < m->devices; i++) {
        size_t size;
        const struct device *d = &m->device[i];
        if (!d->ops->state)
            continue;
        const void *state = d->ops->state(d->self, &size);
        hash = add_bytes(hash, state, size);
    }
    hash = add_word(hash, machine_mtime(m));
    return add_ram(hash, bus_ram(m->bus, PLAT_DRAM_BASE, m->config.ram_size), m->config.ram_size);
}
