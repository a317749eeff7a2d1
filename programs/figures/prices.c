/* Measures the prices under the binding that it was linked with, and leaves them for who tells them. Boot
 * argument: that binding. */
#include <postern/service.h>

#include "results.h"

int main(void)
{
    const enum binding binding = (enum binding)postern_boot_argument;

    results_wait(binding);
    results_measure(binding, RESULTS_FILE);
    return 0;
}
