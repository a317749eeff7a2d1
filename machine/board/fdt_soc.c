#include "board/fdt_soc.h"

#include <arpa/inet.h>

#include "abi/platform.h"
#include "devices/device.h"

enum { IRQ_M_SOFT = 3, IRQ_M_TIMER = 7, IRQ_S_EXT = 9, IRQ_M_EXT = 11, UART_CLOCK = 3686400 };

static uint32_t phandle_plic(unsigned harts)
{
    return 2 * harts + 1;
}

static uint32_t phandle_test(unsigned harts)
{
    return 2 * harts + 2;
}

/* Every hart's two lines from an interrupt controller, as <intc line intc line ...>. */
static void extended(struct fdt_writer *w, unsigned harts, uint32_t first, uint32_t second)
{
    uint32_t cells[4 * DEVICE_HARTS_MAX];
    for (unsigned h = 0; h < harts; h++) {
        cells[4 * h] = cells[4 * h + 2] = htonl(fdt_phandle_intc(h));
        cells[4 * h + 1] = htonl(first);
        cells[4 * h + 3] = htonl(second);
    }
    fdt_bytes(w, "interrupts-extended", cells, 4 * sizeof *cells * harts);
}

static void interrupt(struct fdt_writer *w, unsigned harts, uint32_t irq)
{
    fdt_cells(w, "interrupts", 1, irq);
    fdt_cells(w, "interrupt-parent", 1, phandle_plic(harts));
}

static void controllers(struct fdt_writer *w, unsigned harts)
{
    fdt_node(w, "plic@%x", PLAT_PLIC_BASE);
    fdt_cells(w, "phandle", 1, phandle_plic(harts));
    fdt_cells(w, "riscv,ndev", 1, PLAT_PLIC_SOURCES);
    fdt_reg(w, PLAT_PLIC_BASE, PLAT_PLIC_SIZE);
    extended(w, harts, IRQ_M_EXT, IRQ_S_EXT);
    fdt_flag(w, "interrupt-controller");
    FDT_LIST(w, "compatible", "sifive,plic-1.0.0\0riscv,plic0");
    fdt_cells(w, "#address-cells", 1, 0);
    fdt_cells(w, "#interrupt-cells", 1, 1);
    fdt_end(w);
    fdt_node(w, "clint@%x", PLAT_CLINT_BASE);
    extended(w, harts, IRQ_M_SOFT, IRQ_M_TIMER);
    fdt_reg(w, PLAT_CLINT_BASE, PLAT_CLINT_SIZE);
    FDT_LIST(w, "compatible", "sifive,clint0\0riscv,clint0");
    fdt_end(w);
}

static void virtio(struct fdt_writer *w, unsigned harts, unsigned n)
{
    uint64_t base = PLAT_VIRTIO0_BASE + (uint64_t)n * PLAT_VIRTIO0_SIZE;
    fdt_node(w, "virtio_mmio@%x", (unsigned)base);
    interrupt(w, harts, PLAT_VIRTIO0_IRQ + n);
    fdt_reg(w, base, PLAT_VIRTIO0_SIZE);
    fdt_text(w, "compatible", "virtio,mmio");
    fdt_end(w);
}

static void serial_and_rtc(struct fdt_writer *w, unsigned harts)
{
    fdt_node(w, "serial@%x", PLAT_UART0_BASE);
    interrupt(w, harts, PLAT_UART0_IRQ);
    fdt_cells(w, "clock-frequency", 1, UART_CLOCK);
    fdt_reg(w, PLAT_UART0_BASE, PLAT_UART0_SIZE);
    fdt_text(w, "compatible", "ns16550a");
    fdt_end(w);
    fdt_node(w, "rtc@%x", PLAT_RTC_BASE);
    interrupt(w, harts, PLAT_RTC_IRQ);
    fdt_reg(w, PLAT_RTC_BASE, PLAT_RTC_SIZE);
    fdt_text(w, "compatible", "google,goldfish-rtc");
    fdt_end(w);
}

static void syscon(struct fdt_writer *w, unsigned harts, const char *name, const char *compatible, uint32_t value)
{
    fdt_node(w, "%s", name);
    fdt_cells(w, "value", 1, value);
    fdt_cells(w, "offset", 1, 0);
    fdt_cells(w, "regmap", 1, phandle_test(harts));
    fdt_text(w, "compatible", compatible);
    fdt_end(w);
}

static void finisher(struct fdt_writer *w, unsigned harts)
{
    fdt_node(w, "test@%x", PLAT_TEST_BASE);
    fdt_cells(w, "phandle", 1, phandle_test(harts));
    fdt_reg(w, PLAT_TEST_BASE, PLAT_TEST_SIZE);
    FDT_LIST(w, "compatible", "sifive,test1\0sifive,test0\0syscon");
    fdt_end(w);
}

void fdt_soc(struct fdt_writer *w, unsigned harts)
{
    syscon(w, harts, "poweroff", "syscon-poweroff", 0x5555);
    syscon(w, harts, "reboot", "syscon-reboot", 0x7777);
    fdt_node(w, "soc");
    fdt_cells(w, "#address-cells", 1, 2);
    fdt_cells(w, "#size-cells", 1, 2);
    fdt_text(w, "compatible", "simple-bus");
    fdt_flag(w, "ranges");
    serial_and_rtc(w, harts);
    finisher(w, harts);
    for (unsigned n = 0; n < PLAT_VIRTIO_COUNT; n++)
        virtio(w, harts, n);
    controllers(w, harts);
    fdt_end(w);
}
