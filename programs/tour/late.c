#include <stdio.h>

#include <postern/counter.h>
#include <postern/error.h>
#include <postern/within.h>

#include "tour.h"
#include "tour/wild.h"

enum { MILLION = 1000000 };

/* The service does not come back; the tour's thread does. */
static int late(const char *what)
{
    long before = wild_cleaned();
    uint64_t from = postern_instructions();
    int result = XS_WITHIN(MILLION, wild_never)();
    uint64_t took = postern_instructions() - from;
    int cleaned = wild_cleaned() == before + 1;
    int right = result == -PE_TIMEOUT && cleaned; /* other threads may have run meanwhile */

    printf("    %-34s %9llu instructions, then: %s\n", what, (unsigned long long)took, postern_error_text(result));
    printf("    %-34s %s\n", "", cleaned ? "its lock was released by its cleanup gate" : "ITS LOCK IS STILL HELD");
    return !right;
}

int tour_late(void)
{
    printf("3. A service that never comes back\n\n"
           "    wild takes a lock and does not return. The tour has given the call 1,000,000 instructions: the\n"
           "    machine counts, the kernel then lets wild clean up and takes the thread out of it.\n\n");
    int failed = late("wild loops");
    printf("\n");
    return failed;
}
