#include "results.h"

#include <string.h>

#include <postern/service.h>
#include <postern/syscall.h>

POSTERN_IMPORT(results_import, "results");

struct results *results_segment(void)
{
    return postern_load(3, results_import.selector);
}

/* Empties sg3 (sg.mov of a null pointer). A loaded data register would be saved and restored by every thread switch,
 * and `ipc` would be charged for what is ours. */
static void drop_segment(void)
{
    __asm__ volatile(".insn r 0xb, 2, 3, x0, x0, x0" : : : "memory");
}

void results_wait(enum binding binding)
{
    struct results *r = results_segment();
    uint32_t turn;

    while ((turn = __atomic_load_n(&r->turn, __ATOMIC_ACQUIRE)) != binding)
        postern_wait(&r->turn, turn, 0);
    drop_segment();
}

void results_tell(enum binding binding, const char *wrong)
{
    struct results *r = results_segment();
    if (wrong != NULL)
        strncpy(r->wrong[binding], wrong, sizeof r->wrong[binding] - 1);
}

void results_pass(enum binding binding)
{
    struct results *r = results_segment();

    __atomic_store_n(&r->turn, binding + 1, __ATOMIC_RELEASE);
    postern_wake(&r->turn, UINT32_MAX);
    drop_segment();
}
