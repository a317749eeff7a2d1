#include "fs/change.h"

#include <string.h>

#include "fs/cache.h"
#include "fs/session.h"

#include "postern/error.h"

#define BLOCK_MAX 4096
#define BUCKETS   64
#define NONE      UINT16_MAX

enum state { FREE, OPEN, SETTLED };

/* The truth is in `slots`; the lists of the buckets can be made anew from it. Of two slots with one block the
 * operation's is in front. */
static struct {
    uint64_t block;
    uint16_t next;
    uint8_t state;
} slots[CHANGE_BLOCKS];
static _Alignas(8) uint8_t content[CHANGE_BLOCKS][BLOCK_MAX];
static uint16_t buckets[BUCKETS];
static unsigned counts[3]; /* of the states OPEN and SETTLED */
static unsigned end;       /* no slot from here on is in use */
static bool overflowed;
static bool accepting; /* the operation has settled, though some of its slots do not say so yet */

static void ordered(void)
{
    __asm__ volatile("" ::: "memory");
}

static void link_slot(unsigned slot)
{
    uint16_t *bucket = &buckets[slots[slot].block % BUCKETS];

    slots[slot].next = *bucket;
    *bucket = (uint16_t)slot;
    counts[slots[slot].state]++;
}

/* From the first `limit` slots; no other is in use. */
static void link_all(unsigned limit)
{
    end = 0;
    for (unsigned i = 0; i < BUCKETS; i++)
        buckets[i] = NONE;
    counts[OPEN] = counts[SETTLED] = 0;
    for (unsigned i = 0; i < limit; i++)
        if (slots[i].state == SETTLED)
            link_slot(i), end = i + 1;
    for (unsigned i = 0; i < limit; i++)
        if (slots[i].state == OPEN)
            link_slot(i), end = i >= end ? i + 1 : end;
}

void change_reset(void)
{
    accepting = overflowed = false;
    for (unsigned i = 0; i < CHANGE_BLOCKS; i++)
        slots[i].state = FREE;
    link_all(CHANGE_BLOCKS);
}

static unsigned find(uint64_t block)
{
    unsigned slot = end > 0 ? buckets[block % BUCKETS] : NONE;

    while (slot != NONE && slots[slot].block != block)
        slot = slots[slot].next;
    return slot;
}

/* The part of [offset, offset + len) that lies in its first block. */
static size_t part(uint64_t offset, size_t len)
{
    const size_t rest = session.block_size - (offset & (session.block_size - 1));
    return len < rest ? len : rest;
}

int change_read(uint64_t offset, void *buf, size_t len)
{
    if (end == 0)
        return cache_read(offset, buf, len);
    for (uint8_t *to = buf; len > 0;) {
        const size_t chunk = part(offset, len);
        const unsigned slot = find(offset >> session.block_shift);
        int error = 0;
        if (slot == NONE)
            error = cache_read(offset, to, chunk);
        else
            memcpy(to, content[slot] + (offset & (session.block_size - 1)), chunk);
        if (error < 0)
            return error;
        to += chunk, offset += chunk, len -= chunk;
    }
    return 0;
}

static bool is_same(const uint8_t *now, const uint8_t *from, size_t len)
{
    if (from)
        return memcmp(now, from, len) == 0;
    for (size_t i = 0; i < len; i++)
        if (now[i] != 0)
            return false;
    return true;
}

/* A slot of the operation's with the block's content as it is; NONE when there is no room. */
static unsigned open_slot(uint64_t block, unsigned settled, int *error)
{
    unsigned slot = 0;

    while (slot < CHANGE_BLOCKS && slots[slot].state != FREE)
        slot++;
    if (slot == CHANGE_BLOCKS) {
        overflowed = true;
        *error = -PE_NOMEM;
        return NONE;
    }
    if (settled != NONE)
        memcpy(content[slot], content[settled], session.block_size);
    else if ((*error = cache_read(block << session.block_shift, content[slot], session.block_size)) < 0)
        return NONE;
    return slot;
}

static int write_part(uint64_t block, size_t within, const uint8_t *from, size_t len)
{
    int error = 0;
    unsigned slot = find(block);

    if (slot == NONE || slots[slot].state == SETTLED) {
        const unsigned fresh = open_slot(block, slot, &error);
        if (fresh == NONE)
            return error;
        if (is_same(content[fresh] + within, from, len))
            return 0;
        slots[fresh].block = block;
        end = fresh >= end ? fresh + 1 : end;
        ordered();
        slots[fresh].state = OPEN;
        link_slot(fresh);
        slot = fresh;
    }
    if (from)
        memcpy(content[slot] + within, from, len);
    else
        memset(content[slot] + within, 0, len);
    return 0;
}

int change_write(uint64_t offset, const void *from, size_t len)
{
    const uint8_t *at = from;

    if (end == 0 && counts[OPEN] == 0)
        link_all(0); /* also the first call of all */
    while (len > 0) {
        const size_t chunk = part(offset, len);
        int error = write_part(offset >> session.block_shift, offset & (session.block_size - 1), at, chunk);
        if (error < 0)
            return error;
        at += at ? chunk : 0, offset += chunk, len -= chunk;
    }
    return 0;
}

void change_forget(uint64_t block)
{
    const unsigned slot = find(block);

    if (slot == NONE || slots[slot].state != OPEN)
        return;
    slots[slot].state = FREE;
    link_all(end);
}

bool change_has_any(void)
{
    return counts[OPEN] > 0 || overflowed;
}

bool change_overflowed(void)
{
    return overflowed;
}

bool change_is_crowded(void)
{
    return counts[OPEN] + counts[SETTLED] > CHANGE_BLOCKS / 2;
}

static unsigned find_settled(uint64_t block)
{
    unsigned slot = find(block);

    while (slot != NONE && (slots[slot].block != block || slots[slot].state != SETTLED))
        slot = slots[slot].next;
    return slot;
}

static void accept_all(void)
{
    for (unsigned i = 0; i < end; i++) {
        if (slots[i].state != OPEN)
            continue;
        const unsigned old = find_settled(slots[i].block);
        if (old != NONE)
            slots[old].state = FREE;
        ordered();
        slots[i].state = SETTLED;
    }
    ordered();
    accepting = false;
    link_all(end);
}

void change_accept(void)
{
    if (counts[OPEN] == 0)
        return;
    accepting = true;
    ordered();
    accept_all();
}

void change_drop(void)
{
    overflowed = false;
    link_all(CHANGE_BLOCKS);
    if (accepting) {
        accept_all();
        return;
    }
    for (unsigned i = 0; i < end; i++)
        if (slots[i].state == OPEN)
            slots[i].state = FREE;
    link_all(end);
}

unsigned change_settled(void)
{
    return counts[SETTLED];
}

bool change_is_settled(uint64_t block)
{
    return find_settled(block) != NONE;
}

static bool is_super(unsigned slot)
{
    return slots[slot].block == (uint64_t)SUPERBLOCK_OFFSET >> session.block_shift;
}

/* Two rounds: all but the superblock's, then that. */
const uint8_t *change_next(unsigned *cursor, uint64_t *block)
{
    while (*cursor < 2 * CHANGE_BLOCKS) {
        const unsigned slot = *cursor % CHANGE_BLOCKS;
        const bool last_round = (*cursor)++ >= CHANGE_BLOCKS;
        if (slots[slot].state != SETTLED || is_super(slot) != last_round)
            continue;
        *block = slots[slot].block;
        return content[slot];
    }
    return NULL;
}

void change_placed(void)
{
    for (unsigned i = 0; i < CHANGE_BLOCKS; i++)
        if (slots[i].state == SETTLED)
            slots[i].state = FREE;
    link_all(end);
}
