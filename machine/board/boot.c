#include "board/boot.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "abi/platform.h"
#include "board/fdt.h"
#include "board/machine_state.h"

enum {
    FW_INFO = 40, /* offset of struct fw_dynamic_info in the ROM */
    PAGE = 4096,
    INITRD_AFTER_MAX = 128 << 20,
    FDT_ALIGN = 2 << 20,
    NEXT_S_MODE = 1,
};
#define FDT_TOP_MAX (3ull << 30) /* firmware and kernels may reach the tree with 32-bit addresses: below 3 GiB */

static uint64_t ram_end(const struct machine *m)
{
    return PLAT_DRAM_BASE + m->config.ram_size;
}

static bool overlap(const struct image_extent *a, const struct image_extent *b)
{
    return a->low < b->high && b->low < a->high;
}

static bool apart(const char *a_name, const struct image_extent *a, const char *b_name, const struct image_extent *b,
                  struct failure *why)
{
    if (!overlap(a, b))
        return true;
    return refuse(why, "%s (0x%" PRIx64 "-0x%" PRIx64 ") overlaps %s (0x%" PRIx64 "-0x%" PRIx64 ")", a_name, a->low,
                  a->high, b_name, b->low, b->high);
}

static bool load_programs(struct machine *m, struct failure *why)
{
    const struct machine_config *c = &m->config;
    struct boot *b = &m->boot;
    uint64_t kernel_at = c->bios.bytes ? PLAT_KERNEL_LOAD : PLAT_DRAM_BASE;
    if (c->bios.bytes && !image_load(m->bus, &c->bios, PLAT_DRAM_BASE, &b->bios, why))
        return false;
    if (c->kernel.bytes && !image_load(m->bus, &c->kernel, kernel_at, &b->kernel, why))
        return false;
    return !c->kernel.bytes || apart(c->kernel.name, &b->kernel, c->bios.name, &b->bios, why);
}

/* As QEMU places it: half the RAM, at most 128 MiB, above the kernel, and in any case past the kernel's end. */
static bool load_initrd(struct machine *m, struct failure *why)
{
    const struct machine_config *c = &m->config;
    struct boot *b = &m->boot;
    uint64_t above = c->ram_size / 2 < INITRD_AFTER_MAX ? c->ram_size / 2 : INITRD_AFTER_MAX;
    uint64_t base = b->kernel.high ? b->kernel.low : PLAT_KERNEL_LOAD, at = (base + above) & ~(uint64_t)(PAGE - 1);
    if (!c->initrd.bytes)
        return true;
    if (at < b->kernel.high)
        at = (b->kernel.high + PAGE - 1) & ~(uint64_t)(PAGE - 1);
    if (!bus_write(m->bus, at, c->initrd.bytes, c->initrd.size))
        return refuse(why, "%s: initrd of %zu bytes at 0x%" PRIx64 " does not fit into RAM (ends at 0x%" PRIx64 ")",
                      c->initrd.name, c->initrd.size, at, ram_end(m));
    b->initrd = (struct image_extent){at, at + c->initrd.size, at};
    return apart(c->initrd.name, &b->initrd, c->bios.name, &b->bios, why);
}

static bool place_fdt(struct machine *m, struct failure *why)
{
    struct boot *b = &m->boot;
    struct fdt_plan plan = {m->harts, m->config.ram_size, m->config.append, b->initrd.low, b->initrd.high};
    size_t size = 0;
    free(b->fdt_blob);
    b->fdt_blob = fdt_build(&plan, &size);
    if (!b->fdt_blob)
        return refuse(why, "no memory for the device tree");
    uint64_t top = ram_end(m) < FDT_TOP_MAX ? ram_end(m) : FDT_TOP_MAX;
    b->fdt_size = size;
    b->fdt = (top - size) & ~(uint64_t)(FDT_ALIGN - 1);
    if (!bus_write(m->bus, b->fdt, b->fdt_blob, size))
        return refuse(why, "RAM of %" PRIu64 " bytes is too small for the device tree", m->config.ram_size);
    struct image_extent fdt = {b->fdt, b->fdt + size, 0};
    const struct machine_config *c = &m->config;
    return apart("the device tree", &fdt, c->initrd.name, &b->initrd, why) &&
           apart("the device tree", &fdt, c->kernel.name, &b->kernel, why) &&
           apart("the device tree", &fdt, c->bios.name, &b->bios, why);
}

static uint64_t first_entry(const struct boot *b)
{
    return b->bios.high ? b->bios.entry : b->kernel.high ? b->kernel.entry : PLAT_DRAM_BASE;
}

/* QEMU's reset vector, and after it struct fw_dynamic_info (OpenSBI, version 2) for the firmware. Harts fetch from RAM
 * only, so they begin where the vector jumps to, with the registers that it sets. */
static void write_vector(struct machine *m)
{
    const struct boot *b = &m->boot;
    static const uint32_t code[] = {
        0x00000297, /* auipc t0, 0 */
        0x02828613, /* addi  a2, t0, 40 */
        0xf1402573, /* csrr  a0, mhartid */
        0x0202b583, /* ld    a1, 32(t0) */
        0x0182b283, /* ld    t0, 24(t0) */
        0x00028067, /* jr    t0 */
    };
    uint64_t next = b->bios.high && b->kernel.high ? b->kernel.entry : 0;
    uint64_t data[] = {first_entry(b), b->fdt, 0x4942534f /* "OSBI" */, 2, next, NEXT_S_MODE, 0, 0};
    memset(b->rom->bytes, 0, sizeof b->rom->bytes);
    memcpy(b->rom->bytes, code, sizeof code);
    memcpy(b->rom->bytes + sizeof code, data, sizeof data);
}

bool boot_prepare(struct machine *m, struct failure *why)
{
    struct boot *b = &m->boot;
    b->bios = b->kernel = b->initrd = (struct image_extent){0, 0, 0};
    if (!load_programs(m, why) || !load_initrd(m, why) || !place_fdt(m, why))
        return false;
    write_vector(m);
    for (unsigned i = 0; i < m->harts; i++)
        hart_reset(m->hart[i], first_entry(b), i, b->fdt, ROM_BASE + FW_INFO);
    return true;
}
