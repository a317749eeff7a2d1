/* A hash for comparing runs, not for security: FNV-1a's recurrence over 64-bit words, finished by a mixer. */
#include <string.h>

#include "abi/platform.h"
#include "board/machine_state.h"

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
    return add_bytes(hash, bus_ram(m->bus, PLAT_DRAM_BASE, m->config.ram_size), m->config.ram_size);
}
