/* What waking a thread costs (D11, D12, Q5): option A, the system call; option B, a flag, and the scheduler's look at it with
 * 10, 1,000 and 10,000 threads blocked. Runs above the sleepers' priority: they are made ready, and run later. */
#include <stdlib.h>

#include <postern/counter.h>
#include <postern/error.h>
#include <postern/flag.h>
#include <postern/service.h>
#include <postern/thread.h>

#include "results.h"

/* A page of stack, and two linkage frames besides the bottom one. */
#define SMALL_STACK (4096 | UINT64_C(2) << 32)

enum { MOST = 10000, SPARE = 8, SLEEPERS_PRIORITY = 2, SETTLE = 1000 };

static long flags, threads;
static uint32_t word;

static void sleep_on_flag(void *flag)
{
    postern_flag_wait((uint64_t)flags, (uint64_t)flag, 0);
}

static void sleep_on_word(void *unused)
{
    (void)unused;
    postern_wait(&word, 0, 0);
}

static int start(void (*function)(void *), uint64_t arg)
{
    long tid = postern_thread_start(function, (void *)arg, SMALL_STACK, SLEEPERS_PRIORITY);
    threads += tid > 0;
    return tid > 0 ? 0 : (int)tid;
}

static __attribute__((noinline)) uint64_t price_of_yield(void)
{
    uint64_t from = postern_instructions();
    postern_yield();
    return postern_instructions() - from;
}

static __attribute__((noinline)) uint64_t price_of_wake(void)
{
    uint64_t from = postern_instructions();
    postern_wake(&word, 1);
    return postern_instructions() - from;
}

static __attribute__((noinline)) uint64_t price_of_set(uint64_t flag)
{
    char *shared = postern_load(4, (uint64_t)flags);
    uint64_t from = postern_instructions();
    postern_flag_set(shared, flag);
    return postern_instructions() - from;
}

/* So many threads blocked, one of them woken: what the look costs above a yield without anybody blocked. */
static const char *measure_look(uint64_t blocked, uint64_t plain, struct wake_prices *prices, uint64_t *look)
{
    while ((uint64_t)threads < blocked)
        if (start(sleep_on_flag, (uint64_t)threads) < 0)
            return "a thread could not be started";
    postern_sleep(SETTLE * (blocked / 10));
    uint64_t flag = blocked - 1;
    prices->set = price_of_set(flag);
    *look = price_of_yield() - plain;
    if (postern_flag_wait((uint64_t)flags, flag, 1) == -PE_BUSY)
        return "the flag woke nobody";
    threads--;
    return NULL;
}

static const char *wakes_measure(struct wake_prices *prices)
{
    if ((flags = postern_flags_create(MOST)) < 0 || start(sleep_on_word, 0) < 0)
        return "no flags or no thread";
    postern_sleep(SETTLE);
    prices->system_call = price_of_wake();
    postern_sleep(SETTLE);
    threads = 0;
    price_of_yield();
    uint64_t plain = price_of_yield();
    const char *wrong = measure_look(10, plain, prices, &prices->look_10);
    wrong = wrong ? wrong : measure_look(1000, plain, prices, &prices->look_1000);
    return wrong ? wrong : measure_look(MOST, plain, prices, &prices->look_10000);
}

int main(void)
{
    struct wake_prices prices = {0};

    results_wait(BINDING_WAKES);
    const char *wrong = wakes_measure(&prices);
    struct results *r = results_segment();
    r->wakes = prices;
    results_tell(BINDING_WAKES, wrong);
    results_pass(BINDING_WAKES);
    for (uint64_t i = 0; i < MOST; i++)
        postern_flag_set(postern_load(4, (uint64_t)flags), i);
    return 0;
}
