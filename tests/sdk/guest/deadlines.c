/* Deadlines, grace and cleanup gates as a program writes them (O4). */
#include <stdio.h>

#include "postern/counter.h"
#include "postern/error.h"
#include "postern/syscall.h"
#include "postern/thread.h"
#include "postern/within.h"
#include "tests/sdk/keeper.h"
#include "tests/sdk/relay.h"

static int passed, failed;

static void is(const char *name, long got, long wanted)
{
    int ok = got == wanted;
    printf("%s %s: %ld\n", ok ? "ok  " : "FAIL", name, got);
    *(ok ? &passed : &failed) += 1;
}

/* Whatever stopped the holder: nothing is half done, nobody had to find out. */
static void is_tidy(const char *name, long cleaned, long error)
{
    is(name, keeper_ask(KEEPER_DIFFERENCE), 0);
    is("no lock was taken over", keeper_ask(KEEPER_RECOVERED), 0);
    is("it was cleaned up", keeper_ask(KEEPER_CLEANED), cleaned);
    is("because", keeper_ask(KEEPER_ERROR), error);
}

static void times(void)
{
    long wrong = 0;
    for (uint64_t n = 1; n < (uint64_t)1 << 44; n += n / 7 + 1) {
        struct xs_mask m = {{postern_times(n, n < 1 << 20 ? n : 0)}};
        uint64_t within = xs_mask_within(&m) << (6 + 2 * xs_mask_within_scale(&m));
        uint64_t grace = xs_mask_grace(&m) << (6 + 2 * xs_mask_grace_scale(&m));
        wrong += within < n || within > n + n / 256 + 64;
        wrong += n < 1 << 20 && (grace < n || grace > n + n / 8 + 64);
    }
    is("times are rounded up, a little", wrong, 0);
    is("none is none", (long)postern_times(0, 0), 0);
    is("what is too long is the longest", (long)(postern_times(UINT64_MAX, 0) >> XS_MASK_WITHIN_SHIFT), 0x3fff);
}

static void deadlines(void)
{
    is("a call in time", XS_WITHIN(10000, keeper_set)(1, KEEPER_WELL), 1);
    is("a plain call has none", keeper_set(2, KEEPER_WELL), 2);
    is("claim_O4_a_stub_tells_of_the_timeout", XS_WITHIN(50000, keeper_set)(3, KEEPER_SPINS), -PE_TIMEOUT);
    is_tidy("claim_O4_a_late_holder_leaves_nothing_half_done", 1, -PE_TIMEOUT);
    is("a sleeper", XS_WITHIN(XS_TICKS(3000), keeper_set)(4, KEEPER_SLEEPS), -PE_TIMEOUT);
    is_tidy("leaves nothing half done", 2, -PE_TIMEOUT);
    is("a fault", keeper_set(5, KEEPER_FAULTS), -PE_CALLEE);
    is_tidy("leaves nothing half done", 3, -PE_CALLEE);
    is("it knows what was called", keeper_ask(KEEPER_GATE), 0);
}

static void grace(void)
{
    is("through a relay", relay_set(7, KEEPER_WELL, 0), 7);
    is("without grace its caller is told", XS_WITHIN(100000, relay_set)(8, KEEPER_SPINS, 0), -PE_TIMEOUT);
    is("and it is not", relay_heard(), 0);
    is("claim_O4_with_grace_it_is_told_first", XS_WITHIN(100000, relay_set)(9, KEEPER_SPINS, 4000), -PE_AGAIN);
    is("once", relay_heard(), 1);
    is("grace without a deadline", relay_set(10, KEEPER_WELL, 4000), 10);
    is("a grace that leaves nothing", XS_WITHIN(2000, relay_set)(11, KEEPER_WELL, 4000), -PE_AGAIN);
}

static void hold(void *how)
{
    keeper_set(12, (enum keeper_how)(uintptr_t)how);
    is("a killed thread came back", 1, 0);
}

static void killed(enum keeper_how how, const char *name)
{
    long before = keeper_ask(KEEPER_CLEANED);
    long tid = postern_thread_start(hold, (void *)(uintptr_t)how, 16384, 8);
    postern_sleep(200);
    is("kill", postern_thread_kill((uint64_t)tid), 0);
    is_tidy(name, before + 1, -PE_KILLED);
}

int main(void)
{
    times();
    deadlines();
    grace();
    killed(KEEPER_SPINS, "claim_O4_a_killed_holder_leaves_nothing_half_done");
    killed(KEEPER_SLEEPS, "claim_O4_nor_does_one_killed_in_its_sleep");
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed != 0);
}
