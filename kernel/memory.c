#include "memory.h"

#include "abi/errors.h"
#include "page.h"
#include "program.h"

int memory_reserve(struct program *payer, uint64_t count)
{
    if (!payer)
        return 0;
    if (count > payer->quota - payer->used)
        return -PE_QUOTA;
    payer->used += count;
    return 0;
}

void memory_unreserve(struct program *payer, uint64_t count)
{
    if (payer)
        payer->used -= count;
}

int memory_take(struct program *payer, uint64_t count, uint64_t *pa)
{
    if (memory_reserve(payer, count) < 0)
        return -PE_QUOTA;
    *pa = page_alloc(count);
    if (*pa)
        return 0;
    memory_unreserve(payer, count);
    return -PE_NOMEM;
}

void memory_give(struct program *payer, uint64_t pa, uint64_t count)
{
    page_free(pa, count);
    memory_unreserve(payer, count);
}
