#include <stdio.h>
#include <string.h>

#include <postern/error.h>

#include "figures/results.h"
#include "fs/fs.h"
#include "tour.h"
#include "tour/wild.h"

static char secret[64] = "what the tour keeps to itself";
static char given[64];

struct attempt {
    const char *what;
    uint64_t address;
};

static int tell(const char *what, int result)
{
    printf("\n      -> the call came back: %s\n\n", result == 0 ? "nothing stopped it" : postern_error_text(result));
    if (result != -PE_CALLEE)
        printf("      NOT AS IT SHOULD BE (%s)\n", what);
    return result != -PE_CALLEE;
}

static int attempt(const struct attempt *a)
{
    printf("    * %s\n      wild stores to 0x%llx. The kernel says:\n\n", a->what, (unsigned long long)a->address);
    fflush(stdout);
    int result = wild_store(a->address, 0xff);
    return tell(a->what, result);
}

static int overrun(void)
{
    memset(given, 0, sizeof given);
    printf("    * one byte behind the 32 bytes that this call granted to it\n"
           "      wild fills its buffer and goes on. The kernel says:\n\n");
    fflush(stdout);
    int failed = tell("overrun", wild_overrun(given, 32, 1));
    return failed | (given[31] != (char)0xff) | (given[32] != 0);
}

static int still_whole(void)
{
    struct fs_stat stat;
    int whole = strcmp(secret, "what the tour keeps to itself") == 0;
    int answers = fs_stat(TOUR_FILE, &stat) == 0;

    printf("    Afterwards: the tour's data are %s, fs %s, and wild can be called again.\n\n",
           whole ? "untouched" : "DESTROYED", answers ? "goes on" : "DOES NOT ANSWER");
    return !whole || !answers;
}

int tour_walls(void)
{
    char on_stack = 0;
    const struct attempt attempts[] = {
        {"the tour's stack, in the frames above the call", (uint64_t)&on_stack},
        {"a segment that the tour holds in sg3, but did not grant", (uint64_t)results_segment()},
        {"the kernel's window on physical memory", 0xf000000080200000u},
        {"its own code, which nobody may write", 0x1000000000001000u},
    };
    int failed = 0;

    printf("2. A wild pointer, and the walls\n\n"
           "    wild is a service with a bug: it stores wherever it is told to. The tour calls it on its own\n"
           "    thread and stack. There is no number that wild could store to and hit fs, block or the tour:\n"
           "    what its tables do not name and the call did not grant has no address.\n\n");
    for (unsigned i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
        failed |= attempt(&attempts[i]);
    failed |= overrun();
    return failed | still_whole();
}
