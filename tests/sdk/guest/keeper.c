#include "tests/sdk/keeper.h"

#include "postern/error.h"
#include "postern/lock.h"
#include "postern/syscall.h"

static struct postern_lock lock;
static volatile long first, second, cleaned, recovered, last_error, last_gate;

static void take(void)
{
    if (postern_lock(&lock) == POSTERN_RECOVERED)
        recovered++;
}

long keeper_set(long value, enum keeper_how how)
{
    take();
    first = value;
    if (how == KEEPER_FAULTS)
        __builtin_trap();
    while (how == KEEPER_SPINS)
        continue;
    while (how == KEEPER_SLEEPS)
        postern_sleep(1000);
    second = value;
    postern_unlock(&lock);
    return value;
}

/* Without the cleanup gate the lock would be taken over from a dead holder, or waited for. */
long keeper_ask(enum keeper_what what)
{
    take();
    const long answers[] = {first - second, cleaned, recovered, last_error, last_gate};
    postern_unlock(&lock);
    return (unsigned)what < sizeof answers / sizeof *answers ? answers[what] : -PE_INVAL;
}

void keeper_tidy(int error, unsigned gate)
{
    cleaned++;
    last_error = error;
    last_gate = gate;
    if (!postern_holds(&lock))
        return;
    first = second;
    postern_unlock(&lock);
}
