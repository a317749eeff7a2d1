#include "table.h"

#include "abi/errors.h"
#include "abi/layout.h"
#include "abi/syscalls.h"
#include "hw.h"
#include "limits.h"
#include "memory.h"
#include "text.h"

enum { PTE_V = 1, PTE_RWX_SHIFT = 1, PTE_LEAF = 0xe, PTE_U = 0x10, PTE_AD = 0xc0, ENTRIES = 512 };

static uint64_t pte_pa(uint64_t pte)
{
    return pte >> 10 << PAGE_SHIFT;
}
static uint64_t pte_of(uint64_t pa, unsigned flags)
{
    return pa >> PAGE_SHIFT << 10 | flags;
}
static unsigned index_at(uint64_t offset, int level)
{
    return offset >> (PAGE_SHIFT + 9 * level) & (ENTRIES - 1);
}

int table_new(struct program *payer, uint64_t *root)
{
    return memory_take(payer, 1, root);
}

/* The leaf entry of `offset`; `make`: tables on the way are made. NULL: none, *error says why. */
static uint64_t *leaf(struct program *payer, uint64_t root, uint64_t offset, bool make, int *error)
{
    uint64_t *table = hw_ptr(root);

    *error = -PE_NOENT;
    if (offset >= XS_LIMIT_MAX)
        return 0;
    for (int level = 2; level > 0; level--) {
        uint64_t *entry = &table[index_at(offset, level)];
        if (!(*entry & PTE_V)) {
            uint64_t pa;
            if (!make || (*error = memory_take(payer, 1, &pa)) < 0)
                return 0;
            *entry = pte_of(pa, PTE_V);
        }
        table = hw_ptr(pte_pa(*entry));
    }
    return &table[index_at(offset, 0)];
}

int table_map(struct program *payer, uint64_t root, uint64_t offset, uint64_t pa, unsigned prot)
{
    int error;
    if (prot & SYS_PROT_X && prot & SYS_PROT_W)
        return -PE_INVAL;
    uint64_t *entry = leaf(payer, root, offset, true, &error);
    if (!entry)
        return error;
    if (*entry & PTE_V)
        return -PE_EXIST;
    /* R always: the format has no page with W alone, and what may be run may be read. */
    *entry = pte_of(pa, PTE_V | PTE_U | PTE_AD | (prot | SYS_PROT_R) << PTE_RWX_SHIFT);
    return 0;
}

int table_commit(struct program *payer, uint64_t root, uint64_t from, uint64_t to, unsigned prot)
{
    for (; from < to; from += PAGE_SIZE) {
        uint64_t pa;
        if (table_find(root, from, 0))
            continue;
        int error = memory_take(payer, 1, &pa);
        if (error < 0)
            return error;
        error = table_map(payer, root, from, pa, prot);
        if (error < 0) {
            memory_give(payer, pa, 1);
            return error;
        }
    }
    return 0;
}

uint64_t table_find(uint64_t root, uint64_t offset, unsigned *prot)
{
    int error;
    uint64_t *entry = leaf(0, root, offset, false, &error);
    if (!entry || !(*entry & PTE_V))
        return 0;
    if (prot)
        *prot = *entry >> PTE_RWX_SHIFT & 7;
    return pte_pa(*entry) + offset % PAGE_SIZE;
}

static void free_level(struct program *payer, uint64_t table_pa, int level, bool pages)
{
    uint64_t *table = hw_ptr(table_pa);
    for (unsigned i = 0; i < ENTRIES; i++) {
        if (!(table[i] & PTE_V))
            continue;
        if (level > 0)
            free_level(payer, pte_pa(table[i]), level - 1, pages);
        else if (pages)
            memory_give(payer, pte_pa(table[i]), 1);
    }
    memory_give(payer, table_pa, 1);
}

void table_free(struct program *payer, uint64_t root, bool pages)
{
    free_level(payer, root, 2, pages);
}

static uint64_t count_level(uint64_t table_pa, int level)
{
    const uint64_t *table = hw_ptr(table_pa);
    uint64_t n = 0;
    for (unsigned i = 0; i < ENTRIES; i++)
        if (table[i] & PTE_V)
            n += level > 0 ? count_level(pte_pa(table[i]), level - 1) : 1;
    return n;
}

uint64_t table_count(uint64_t root)
{
    return count_level(root, 2);
}

void table_wipe(uint64_t root, uint64_t from, uint64_t to)
{
    while (from < to) {
        uint64_t page_end = (from | (PAGE_SIZE - 1)) + 1;
        uint64_t end = page_end < to ? page_end : to;
        uint64_t pa = table_find(root, from, 0);
        if (pa)
            memset(hw_ptr(pa), 0, end - from);
        from = end;
    }
}
