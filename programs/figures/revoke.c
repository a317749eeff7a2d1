/* What a revocation costs (O7): seg_destroy of an alias that one table entry holds, and of one that 1,000 hold. */
#include <postern/counter.h>
#include <postern/service.h>
#include <postern/syscall.h>

#include "results.h"

enum { FIRST = 32, READ_WRITE = 3 }; /* entries from FIRST on are free: the image gives the program 1,100 */

static uint64_t price_of_destroy(uint64_t selector, long *error)
{
    uint64_t from = postern_instructions();
    *error = postern_seg_destroy(selector);
    return postern_instructions() - from;
}

static const char *measure_destroy(long segment, uint64_t holders, uint64_t *price)
{
    long alias = postern_seg_alias((uint64_t)segment, 4096, READ_WRITE, 0), error;

    if (alias < 0)
        return "no alias";
    for (uint64_t i = 1; i < holders; i++)
        if (postern_grant(POSTERN_SELF, FIRST + i, (uint64_t)alias, READ_WRITE, 0, 0) < 0)
            return "an entry could not be filled";
    *price = price_of_destroy((uint64_t)alias, &error);
    return error < 0 ? "the alias could not be destroyed" : NULL;
}

int main(void)
{
    uint64_t warm, one = 0, thousand = 0;

    results_wait(BINDING_REVOKE);
    long segment = postern_seg_create(4096, 0);
    const char *wrong = segment < 0 ? "no segment" : measure_destroy(segment, 1, &warm);
    wrong = wrong ? wrong : measure_destroy(segment, 1, &one);
    wrong = wrong ? wrong : measure_destroy(segment, 1000, &thousand);
    struct results *r = results_segment();
    r->revoke_1 = one;
    r->revoke_1000 = thousand;
    results_tell(BINDING_REVOKE, wrong);
    results_pass(BINDING_REVOKE);
    return 0;
}
