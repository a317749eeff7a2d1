#include "raw.h"

#include <postern/counter.h>
#include <postern/service.h>

#include "measure.h"

#define CALLS 1000

POSTERN_IMPORT(raw_import, "raw");

/* raw_call.S: the reads of table references that one call through entry `selector` makes; `calls` calls, or
 * with 0 the empty loop, and their instructions. */
uint64_t raw_table_references(uint64_t selector);
void raw_calls(uint64_t selector, uint64_t count);
void raw_no_calls(uint64_t selector, uint64_t count);

static struct counts count(void (*loop)(uint64_t, uint64_t))
{
    const uint64_t selector = raw_import.selector;
    struct counts from = counts_now();
    loop(selector, CALLS);
    struct counts to = counts_now();

    return counts_between(&from, &to);
}

struct raw_price raw_measure(void)
{
    struct raw_price price = {.cold_table_references = raw_table_references(raw_import.selector)};

    price.table_references = raw_table_references(raw_import.selector);
    count(raw_calls);
    struct counts full = count(raw_calls), empty = count(raw_no_calls);
    price.instructions = (full.instructions - empty.instructions + CALLS - 1) / CALLS;
    price.cycles = (full.cycles - empty.cycles + CALLS - 1) / CALLS;
    price.references = (full.references - empty.references + CALLS - 1) / CALLS;
    return price;
}
