#include "fs/undo.h"

#include <string.h>

#include "block/block.h"
#include "fs/cache.h"

#include "postern/error.h"

/* Operations overwrite some ten pages; removing a huge file that is mapped block by block can take more. */
#define KEPT 64

static struct {
    uint64_t page;
    size_t size;
} kept[KEPT];
static _Alignas(8) uint8_t pages[KEPT][CACHE_PAGE];
static int count; /* KEPT + 1: there was no room */

/* The count rises after the copy: a caller that dies between them has not yet changed the page. */
static void ordered(void)
{
    __asm__ volatile("" ::: "memory");
}

void undo_keep(uint64_t page, const uint8_t *data, size_t size)
{
    for (int i = 0; i < count && i < KEPT; i++)
        if (kept[i].page == page)
            return;
    if (count >= KEPT) {
        count = KEPT + 1;
        return;
    }
    kept[count].page = page;
    kept[count].size = size;
    memcpy(pages[count], data, size);
    ordered();
    count++;
}

bool undo_has_any(void)
{
    return count > 0;
}

void undo_forget(void)
{
    count = 0;
}

int undo_roll_back(void)
{
    if (count > KEPT)
        return -PE_NOSPC;
    for (int i = 0; i < count; i++) {
        int error = block_write(kept[i].page * (CACHE_PAGE / BLOCK_SECTOR), pages[i], kept[i].size);
        if (error < 0)
            return error;
    }
    count = 0;
    return 0;
}
