/* test-board: loader, device tree and the machine's clock, without a host. */
#include "tests.h"

int main(void)
{
    return run_image() + run_fdt() + run_machine() + run_cuts() + run_watch() + run_hostile();
}
