#include "block/interrupt.h"

#include <postern/interrupt.h>
#include <postern/line.h>
#include <postern/service.h>
#include <postern/thread.h>

#include "block/device.h"

/* The handler takes about 40 instructions. */
#define LEVEL    4
#define BUDGET   100000 /* instructions in each period: a tenth of the hart */
#define PERIOD   10000  /* ticks: 1 ms */
#define PRIORITY 20     /* at most that of the thread that binds */

POSTERN_IMPORT(irq_import, "irq-virtio0");

static struct postern_line line;
static int bound;

static void ring(void)
{
    window_t window = device_window();
    window[VIRTIO_ACKNOWLEDGED / 4] = window[VIRTIO_INTERRUPTS / 4];
    postern_line_ring(&line);
}
POSTERN_HANDLER(ring, 512);

static void keep(void *unused)
{
    (void)unused;
    postern_irq_keep(irq_import.selector, PERIOD);
}

long interrupt_bind(void)
{
    long error = postern_irq_bind(irq_import.selector, postern_gate_of(ring), LEVEL, BUDGET, PERIOD, 0);
    if (error >= 0)
        error = postern_thread_start(keep, 0, 8192, PRIORITY);
    __atomic_store_n(&bound, error >= 0, __ATOMIC_RELEASE);
    return error;
}

int interrupt_bound(void)
{
    return __atomic_load_n(&bound, __ATOMIC_ACQUIRE);
}

uint32_t interrupt_count(void)
{
    return postern_line_count(&line);
}

void interrupt_wait(uint32_t seen, uint64_t awake, uint64_t ticks)
{
    postern_line_wait(&line, seen, awake, ticks);
}
