#include "supervisor/supervisor.h"

#include "postern/error.h"
#include "postern/platform.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "postern/thread.h"

enum { STACK = 16384, PRIORITY = 25 };

#define SHORT_LIFE (PLAT_TIMEBASE_HZ / 10) /* who ends sooner than this waits before it is made again, */
#define WAIT_FIRST (PLAT_TIMEBASE_HZ / 1000)
#define WAIT_MAX   PLAT_TIMEBASE_HZ /* each time twice as long, up to this */

POSTERN_IMPORT(watched0, "watched0");
POSTERN_IMPORT(watched1, "watched1");
POSTERN_IMPORT(watched2, "watched2");
POSTERN_IMPORT(watched3, "watched3");
POSTERN_IMPORT(watched4, "watched4");
POSTERN_IMPORT(watched5, "watched5");
POSTERN_IMPORT(watched6, "watched6");
POSTERN_IMPORT(watched7, "watched7");

static uint64_t entry_of(unsigned watched)
{
    const uint64_t entries[SUPERVISOR_WATCHED] = {watched0.selector, watched1.selector, watched2.selector,
                                                  watched3.selector, watched4.selector, watched5.selector,
                                                  watched6.selector, watched7.selector};
    return watched < SUPERVISOR_WATCHED ? entries[watched] : 0;
}

static volatile struct supervisor_record records[SUPERVISOR_WATCHED];

int supervisor_look(int watched, struct supervisor_record *record)
{
    if (watched < 0 || entry_of((unsigned)watched) == 0)
        return -PE_NOENT;
    *record = records[watched];
    return 0;
}

/* Makes it again, as often as it takes: memory may be short for a while. */
static void make_again(volatile struct supervisor_record *record, uint64_t entry)
{
    uint64_t wait = WAIT_FIRST;

    while (postern_prog_restart(entry) < 0) {
        record->failures++;
        postern_sleep(wait);
        wait = wait < WAIT_MAX / 2 ? 2 * wait : WAIT_MAX;
    }
    record->restarts++;
}

/* Each has a thread of its own, for prog_wait waits for one. */
static void watch(void *number)
{
    const unsigned watched = (unsigned)(uintptr_t)number;
    volatile struct supervisor_record *record = &records[watched];
    const uint64_t entry = entry_of(watched);
    uint64_t wait = 0, born = postern_time();

    for (long status; (status = postern_prog_wait(entry, 0)) >= 0; born = postern_time()) {
        record->status = (uint64_t)status;
        if (postern_time() - born > SHORT_LIFE)
            wait = 0;
        else
            wait = wait == 0 ? WAIT_FIRST : wait < WAIT_MAX / 2 ? 2 * wait : WAIT_MAX;
        if (wait > 0)
            postern_sleep(wait);
        make_again(record, entry);
    }
}

int main(void)
{
    for (unsigned i = 0; i < SUPERVISOR_WATCHED; i++)
        if (entry_of(i) != 0 && postern_thread_start(watch, (void *)(uintptr_t)i, STACK, PRIORITY) < 0)
            return 1;
    return 0;
}
