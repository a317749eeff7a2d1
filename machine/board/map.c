/* The memory map: which device sits where (abi/platform.yaml), and where its interrupt goes. */
#include "abi/platform.h"
#include "board/machine_state.h"
#include "devices/finisher.h"
#include "devices/rtc.h"

static void set_line(void *context, unsigned hart, unsigned bit, bool level)
{
    struct machine *m = context;
    if (bit == LINE_SOURCES)
        hart_set_sources(m->hart[hart], level);
    else
        hart_set_line(m->hart[hart], bit, level);
}

static void finish(void *context, enum finisher_verdict verdict, unsigned code)
{
    struct machine *m = context;
    m->ended = true;
    m->end = verdict == FINISHER_RESET ? MACHINE_RESET : MACHINE_FINISHED;
    m->exit_code = code;
    if (m->clock.running)
        hart_ask_stop(m->hart[m->current]);
}

static struct device_irq irq(struct machine *m, unsigned source)
{
    return (struct device_irq){m->plic, plic_set_source, source};
}

/* Takes ownership of `self`, also on failure. */
static bool add(struct machine *m, const struct device_ops *ops, void *self, uint64_t base, uint64_t size,
                struct failure *why)
{
    if (!self)
        return refuse(why, "no memory for the %s", ops->name);
    m->device[m->devices++] = (struct device){ops, self};
    struct bus_window window = {base, size, self, ops->load, ops->store};
    return bus_attach(m->bus, &window) ||
           refuse(why, "the %s at 0x%llx overlaps RAM or another device", ops->name, (unsigned long long)base);
}

static void dma_refused(void *context, const struct xs_device_state *state)
{
    struct machine *m = context;
    if (m->clock.running)
        hart_trace_dma(m->hart[m->current], &state->fault, state->fault_address);
}

static bool add_virtio(struct machine *m, unsigned n, struct failure *why)
{
    const struct block_backend *disk = &m->config.disk[n];
    struct virtio_mmio *v = virtio_mmio_new(m->bus, irq(m, PLAT_VIRTIO0_IRQ + n), hart_counters(m->hart[0]));
    uint64_t base = PLAT_VIRTIO0_BASE + (uint64_t)n * PLAT_VIRTIO0_SIZE;
    if (!add(m, &virtio_mmio_ops, v, base, PLAT_VIRTIO0_SIZE, why))
        return false;
    if (m->config.virtio_legacy)
        virtio_mmio_set_legacy(v);
    virtio_mmio_dma(v)->refused = (struct dma_hook){m, dma_refused};
    dma_control_plug(m->dma_control, n, virtio_mmio_dma(v));
    virtio_mmio_set_latency(v, m->config.disk_latency, clock_for_devices(m));
    if (!disk->size)
        return true;
    return virtio_blk_plug(v, *disk, hart_counters(m->hart[0])) || refuse(why, "no memory for disk %u", n);
}

static bool add_controllers(struct machine *m, struct failure *why)
{
    struct device_lines lines = {m, set_line};
    m->plic = plic_new(m->harts, lines);
    if (!add(m, &plic_ops, m->plic, PLAT_PLIC_BASE, PLAT_PLIC_SIZE, why))
        return false;
    m->clint = clint_new(m->harts, lines, clock_for_devices(m));
    return add(m, &clint_ops, m->clint, PLAT_CLINT_BASE, PLAT_CLINT_SIZE, why);
}

bool map_devices(struct machine *m, struct failure *why)
{
    if (!add_controllers(m, why))
        return false;
    m->boot.rom = rom_new();
    if (!add(m, &rom_ops, m->boot.rom, ROM_BASE, ROM_SIZE, why))
        return false;
    m->uart = uart_new(m->config.console, irq(m, PLAT_UART0_IRQ));
    if (!add(m, &uart_ops, m->uart, PLAT_UART0_BASE, PLAT_UART0_SIZE, why))
        return false;
    if (!add(m, &finisher_ops, finisher_new((struct finisher_sink){m, finish}), PLAT_TEST_BASE, PLAT_TEST_SIZE, why))
        return false;
    struct rtc *rtc = rtc_new(m->config.rtc_epoch, clock_for_devices(m), irq(m, PLAT_RTC_IRQ));
    if (!add(m, &rtc_ops, rtc, PLAT_RTC_BASE, PLAT_RTC_SIZE, why))
        return false;
    m->dma_control = dma_control_new();
    if (!add(m, &dma_control_ops, m->dma_control, PLAT_DMACTL0_BASE, PLAT_DMACTL0_SIZE * PLAT_VIRTIO_COUNT, why))
        return false;
    for (unsigned n = 0; n < PLAT_VIRTIO_COUNT; n++)
        if (!add_virtio(m, n, why))
            return false;
    return true;
}
