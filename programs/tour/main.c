/* The tour: what Postern claims, shown on real files with the machine's own counters. Ends the machine, with
 * code 0 where all was as it should be. */
#include <stdio.h>

#include <postern/syscall.h>

#include "tour.h"

int main(void)
{
    printf("\nPostern: services are libraries behind segment walls. A tour in seven stations.\n\n");
    int failed = tour_read();
    failed |= tour_walls();
    failed |= tour_late();
    failed |= tour_prices();
    failed |= tour_devices();
    failed |= tour_calls();
    failed |= tour_again();
    printf(failed ? "NOT all was as it should be: see above.\n" : "All was as it should be.\n");
    fflush(stdout);
    return postern_shutdown(failed) != 0;
}
