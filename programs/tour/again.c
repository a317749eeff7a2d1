#include <stdio.h>

#include <postern/error.h>
#include <postern/service.h>
#include <postern/syscall.h>

#include "null/null.h"
#include "tour.h"

#define TRIES     1000
#define TRY_AFTER 10000 /* ticks: 1 ms */

POSTERN_IMPORT(null_entry, "kill-null");

static void row(const char *what, int answer)
{
    printf("    %-34s %s\n", what, answer == 0 ? "answered" : postern_error_text(answer));
}

int tour_again(void)
{
    printf("7. A service dies, and is there again\n\n"
           "    The supervisor waits for services to end, and has the kernel start them again in their place.\n"
           "    Who could call one can call the next one, under the same selector.\n\n");
    int before = null_call();
    postern_prog_kill(null_entry.selector);
    int dead = null_call(), again = dead, tries = 0;
    for (; again != 0 && tries < TRIES; tries++) {
        postern_sleep(TRY_AFTER);
        again = null_call();
    }
    row("a call of null", before);
    row("null is killed; the next call", dead);
    row("the same call, a little later", again);
    printf("\n");
    return before != 0 || dead == 0 || again != 0;
}
