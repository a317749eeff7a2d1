/* A hostile driver in the booted system: it holds the device and its own memory, and aims at everything else (O8). */
#include <string.h>

#include "report.h"
#include "ring.h"

#include "postern/buffer.h"
#include "postern/device.h"
#include "postern/service.h"

POSTERN_IMPORT(window_import, "virtio0");
POSTERN_IMPORT(ring_import, "ring");

enum { RING = 1, BUFFER = 2, SECTOR = 512 };

static struct postern_buffer mine;

#define WINDOW    ((window_t)postern_load(7, window_import.selector))
#define RING_PAGE ((struct ring *)postern_load(8, ring_import.selector))

static int aim(uint32_t type, uint64_t data)
{
    return ring_request(WINDOW, RING_PAGE, (uint64_t)RING << 60, type, 0, data);
}

/* The ring at every page of RAM by its physical address, by every register: no request comes back with data. */
static void sweep(void)
{
    long answered = 0, faults = 0;
    uint32_t before = postern_device_refusals(WINDOW);

    for (uint64_t page = 0x80000000; page < 0x88000000; page += 0x10000) {
        const uint64_t dr = page >> 16 & 15;
        answered += aim(RING_WRITE, (dr == RING || dr == BUFFER ? 0 : dr) << 60 | page) != RING_IOERR;
        answered += aim(RING_READ, (uint64_t)BUFFER << 60 | page) != RING_IOERR;
        faults += 2;
    }
    expect("O8 a hostile driver aims at all of memory: every request is refused", answered, 0);
    expect("O8 each is told as a fault", (long)(postern_device_refusals(WINDOW) - before), faults);
}

static void bounds(void)
{
    char *p = postern_load(9, (uint64_t)mine.alias);
    uint64_t at;

    postern_device_give(WINDOW, p, 2);
    memset(p, 7, 8192);
    __asm__ volatile(".insn r 0x0b, 1, 10 + (3 << 4), %0, %1, %2" : "=r"(p) : "r"(p + 4096), "r"(SECTOR));
    at = postern_device_give(WINDOW, p, 2); /* a window of one sector */
    expect("O8 within the window", aim(RING_READ, at), RING_OK);
    expect("O8 a byte before the window", aim(RING_READ, at - 1), RING_IOERR);
    expect("O8 a byte behind the window", aim(RING_READ, at + 1), RING_IOERR);
    p = postern_load(9, (uint64_t)mine.alias);
    expect("O8 the byte before is as it was", p[4095], 7);
    expect("O8 the byte behind is as it was", p[4096 + SECTOR], 7);
}

static void taken_back(void)
{
    const uint64_t at = postern_device_give(WINDOW, postern_load(9, (uint64_t)mine.alias), 2);

    expect("O8 it reaches what it was given", aim(RING_READ, at), RING_OK);
    postern_device_take(WINDOW, 2);
    expect("O8 no more when that is taken", aim(RING_READ, at), RING_IOERR);
    postern_device_give(WINDOW, postern_load(9, (uint64_t)mine.alias), 2);
    expect("O8 given again", aim(RING_READ, at), RING_OK);
    expect("withdrawn", postern_buffer_withdraw(&mine), 0);
    char *own = postern_load(10, (uint64_t)mine.segment);
    memset(own, 9, SECTOR);
    expect("O8 not when it is withdrawn", aim(RING_READ, at), RING_IOERR);
    own = postern_load(10, (uint64_t)mine.segment);
    expect("O8 and its bytes are unchanged", own[0] == 9 && memcmp(own, own + 1, SECTOR - 1) == 0, 1);
}

/* A ring that leads elsewhere: the device asks for a reset, and moves nothing. */
static void lost_ring(void)
{
    expect("O8 a ring at a physical address is refused", ring_start(WINDOW, RING_PAGE, 0x80200000) & RING_NEEDS_RESET,
           RING_NEEDS_RESET);
    expect("O8 and asked nothing", aim(RING_READ, 0), RING_SILENT);
}

int main(void)
{
    expect("new memory", postern_buffer_new(&mine, 8192, SYS_PERM_R | SYS_PERM_W), 0);
    expect("this ring is keepable", postern_keepable(RING_PAGE), 1);
    const uint64_t at = postern_device_give(WINDOW, RING_PAGE, 1);
    expect("starts", ring_start(WINDOW, RING_PAGE, at), 15);
    sweep();
    bounds();
    taken_back();
    lost_ring();
    return report_end();
}
