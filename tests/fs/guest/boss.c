/* Rule 16 in the booted system: a driver dies, and its device holds nothing and does nothing any more. One program in two
 * roles: the driver (arg 1) gives its device memory that it shares with the boss (arg 0), and faults. */
#include <string.h>

#include "report.h"
#include "ring.h"

#include "postern/device.h"
#include "postern/service.h"
#include "postern/syscall.h"

POSTERN_IMPORT(window_import, "virtio0");
POSTERN_IMPORT(ring_import, "ring");

enum { RING = 1, SECTOR = 512, DATA = 0x1000, WORD = 0x1ff8 };

#define WINDOW    ((window_t)postern_load(7, window_import.selector))
#define RING_PAGE ((struct ring *)postern_load(8, ring_import.selector))

static const uint64_t at = (uint64_t)RING << 60;

static int read_sector(void)
{
    return ring_request(WINDOW, RING_PAGE, at, RING_READ, 0, at + DATA);
}

/* Gives, starts, works once, and dies when it is told to. */
static _Noreturn void driver(void)
{
    postern_device_give(WINDOW, RING_PAGE, 1);
    const int fine = ring_start(WINDOW, RING_PAGE, at) == 15 && read_sector() == RING_OK;
    volatile uint32_t *word = (volatile uint32_t *)((char *)RING_PAGE + WORD);
    *word = fine ? 1 : 2;
    while (*word != 3)
        postern_sleep(1000);
    __builtin_trap();
}

static int boss(void)
{
    volatile uint32_t *word = (volatile uint32_t *)((char *)RING_PAGE + WORD);

    while (*word == 0)
        postern_sleep(1000);
    expect("the driver's device works", (long)*word, 1);
    expect("it is up", (long)(WINDOW)[0x70 / 4], 15);
    *word = 3;
    postern_sleep(1000000);
    char *data = (char *)RING_PAGE + DATA;
    memset(data, 5, SECTOR);
    expect("rule 16: the device is reset", (long)(WINDOW)[0x70 / 4], 0);
    expect("rule 16: it does nothing when it is asked", read_sector(), RING_SILENT);
    expect("rule 16: its registers are empty", ring_start(WINDOW, RING_PAGE, at) & RING_NEEDS_RESET, RING_NEEDS_RESET);
    expect("rule 16: nothing was written", data[0] == 5 && memcmp(data, data + 1, SECTOR - 1) == 0, 1);
    postern_device_give(WINDOW, RING_PAGE, 1);
    expect("the next driver begins anew", (long)ring_start(WINDOW, RING_PAGE, at), 15);
    expect("and reads", read_sector(), RING_OK);
    return report_end();
}

int main(void)
{
    if (postern_boot_argument == 1)
        driver();
    return boss();
}
