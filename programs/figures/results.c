#include "results.h"

#include <string.h>

#include <postern/service.h>
#include <postern/syscall.h>

POSTERN_IMPORT(results_import, "results");

struct results *results_segment(void)
{
    return postern_load(3, results_import.selector);
}

void results_wait(enum binding binding)
{
    struct results *r = results_segment();

    for (;;) {
        uint32_t turn = __atomic_load_n(&r->turn, __ATOMIC_ACQUIRE);
        if (turn == binding)
            return;
        postern_wait(&r->turn, turn, 0);
    }
}

void results_measure(enum binding binding, const char *path)
{
    struct prices prices = {0};
    const char *wrong = measure(path, &prices);
    struct results *r = results_segment();

    r->prices[binding] = prices;
    if (wrong != NULL)
        strncpy(r->wrong[binding], wrong, sizeof r->wrong[binding] - 1);
    __atomic_store_n(&r->turn, binding + 1, __ATOMIC_RELEASE);
    postern_wake(&r->turn, UINT32_MAX);
}
