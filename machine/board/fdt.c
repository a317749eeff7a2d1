#include "board/fdt.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "abi/platform.h"
#include "board/fdt_soc.h"
#include "board/fdt_writer.h"

static void chosen(struct fdt_writer *w, const struct fdt_plan *plan)
{
    /* Fixed, for a run must be repeatable: nothing here is secret or random. */
    static const uint8_t seed[32] = "Postern: the same seed each time";
    fdt_node(w, "chosen");
    if (plan->append)
        fdt_text(w, "bootargs", plan->append);
    if (plan->initrd_end > plan->initrd_start) {
        fdt_cells(w, "linux,initrd-start", 2, (uint32_t)(plan->initrd_start >> 32), (uint32_t)plan->initrd_start);
        fdt_cells(w, "linux,initrd-end", 2, (uint32_t)(plan->initrd_end >> 32), (uint32_t)plan->initrd_end);
    }
    fdt_bytes(w, "rng-seed", seed, sizeof seed);
    fdt_text(w, "stdout-path", "/soc/serial@10000000");
    fdt_end(w);
}

static void cpu(struct fdt_writer *w, unsigned hart)
{
    fdt_node(w, "cpu@%x", hart);
    fdt_cells(w, "phandle", 1, fdt_phandle_cpu(hart));
    fdt_text(w, "device_type", "cpu");
    fdt_cells(w, "reg", 1, hart);
    fdt_text(w, "status", "okay");
    fdt_text(w, "compatible", "riscv");
    fdt_text(w, "riscv,isa", "rv64imafdc_zicsr_zifencei_zicboz_zawrs_sstc");
    fdt_cells(w, "riscv,cboz-block-size", 1, 64);
    fdt_text(w, "mmu-type", "riscv,sv39");
    fdt_node(w, "interrupt-controller");
    fdt_cells(w, "#interrupt-cells", 1, 1);
    fdt_flag(w, "interrupt-controller");
    fdt_text(w, "compatible", "riscv,cpu-intc");
    fdt_cells(w, "phandle", 1, fdt_phandle_intc(hart));
    fdt_end(w);
    fdt_end(w);
}

static void cpus(struct fdt_writer *w, unsigned harts)
{
    fdt_node(w, "cpus");
    fdt_cells(w, "#address-cells", 1, 1);
    fdt_cells(w, "#size-cells", 1, 0);
    fdt_cells(w, "timebase-frequency", 1, PLAT_TIMEBASE_HZ);
    for (unsigned hart = 0; hart < harts; hart++)
        cpu(w, hart);
    fdt_node(w, "cpu-map");
    fdt_node(w, "cluster0");
    for (unsigned hart = 0; hart < harts; hart++) {
        fdt_node(w, "core%u", hart);
        fdt_cells(w, "cpu", 1, fdt_phandle_cpu(hart));
        fdt_end(w);
    }
    fdt_end(w);
    fdt_end(w);
    fdt_end(w);
}

static void memory(struct fdt_writer *w, uint64_t ram_size)
{
    fdt_node(w, "memory@%x", PLAT_DRAM_BASE);
    fdt_text(w, "device_type", "memory");
    fdt_reg(w, PLAT_DRAM_BASE, ram_size);
    fdt_end(w);
}

static void root(struct fdt_writer *w, const struct fdt_plan *plan)
{
    fdt_node(w, "%s", "");
    fdt_cells(w, "#address-cells", 1, 2);
    fdt_cells(w, "#size-cells", 1, 2);
    fdt_text(w, "compatible", "riscv-virtio");
    fdt_text(w, "model", "riscv-virtio,postern");
    chosen(w, plan);
    memory(w, plan->ram_size);
    cpus(w, plan->harts);
    fdt_soc(w, plan->harts);
    fdt_end(w);
}

void *fdt_build(const struct fdt_plan *plan, size_t *size)
{
    size_t room = 16384 + 1024 * plan->harts + (plan->append ? strlen(plan->append) : 0);
    struct fdt_writer w = {calloc(1, room), 0};
    if (!w.blob)
        return NULL;
    w.error = fdt_create(w.blob, (int)room);
    if (!w.error)
        w.error = fdt_finish_reservemap(w.blob);
    root(&w, plan);
    if (w.error || fdt_finish(w.blob) < 0) {
        free(w.blob);
        return NULL;
    }
    *size = fdt_totalsize(w.blob);
    return w.blob;
}
