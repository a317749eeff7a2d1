/* From the jump to sg15 until the first thread runs. */
#include "abi/platform.h"
#include "abi/syscalls.h"
#include "dma.h"
#include "fault.h"
#include "fdt.h"
#include "hw.h"
#include "image.h"
#include "ipc.h"
#include "irq.h"
#include "limits.h"
#include "object.h"
#include "page.h"
#include "panic.h"
#include "sched.h"
#include "text.h"
#include "trap.h"

extern char kernel_end[]; /* kernel.ld */

static _Noreturn void refuse(const char *text)
{
    say("postern: cannot boot: %s\n", text);
    hw_power_off(1);
}

static void read_arguments(const char *args)
{
    for (; *args; args++)
        if (memcmp(args, "faults=quiet", sizeof "faults=quiet" - 1) == 0)
            fault_tell = false;
}

/* All of RAM but firmware, kernel, boot image and device tree. */
static void find_memory(const struct fdt_facts *f, uint64_t fdt)
{
    uint64_t end = f->memory_base + f->memory_size;
    uint64_t from = page_up(hw_pa(kernel_end));
    uint64_t holes[2][2] = {{f->initrd_start, f->initrd_end}, {fdt, fdt + fdt_size(hw_ptr(fdt))}};
    unsigned first = holes[0][0] > holes[1][0];

    page_init(f->memory_base, end);
    for (unsigned i = 0; i < 2; i++) {
        uint64_t *hole = holes[first ^ i];
        if (hole[1] <= from || hole[0] == hole[1])
            continue;
        page_release(from, hole[0] & ~(PAGE_SIZE - 1));
        from = page_up(hole[1]);
    }
    page_release(from, end);
}

static void check_image(const struct fdt_facts *f, struct image *image)
{
    if (f->initrd_end <= f->initrd_start)
        refuse("no boot image was given (as the initrd)");
    if (f->initrd_start < f->memory_base || f->initrd_end > f->memory_base + f->memory_size)
        refuse("the boot image does not lie in RAM");
    if (f->initrd_start % 8)
        refuse("the boot image is not 8-byte aligned");
    const struct image_header *h = hw_ptr(f->initrd_start);
    struct image_fault fault = image_check(h, f->initrd_end - f->initrd_start, image);
    if (!fault.text)
        return;
    if (f->initrd_end - f->initrd_start >= sizeof *h && h->magic == IMAGE_MAGIC &&
        h->abi_version != POSTERN_ABI_VERSION)
        say("postern: this kernel has ABI version %u, the boot image has %lu\n", POSTERN_ABI_VERSION, h->abi_version);
    say("postern: cannot boot: the boot image is bad: %s (%s, row %lu)\n", fault.text, fault.table, fault.row);
    hw_power_off(1);
}

struct thread *kernel_main(uint64_t hart_id, uint64_t fdt)
{
    static struct image image;
    static struct fdt_facts facts;

    if (!fdt_size(hw_ptr(fdt)) || !fdt_read(hw_ptr(fdt), fdt_size(hw_ptr(fdt)), &facts))
        refuse("the device tree is malformed");
    if (facts.memory_base != PLAT_DRAM_BASE || facts.memory_size < (8 << 20))
        refuse("no RAM of 8 MiB or more at its usual place");
    read_arguments(facts.bootargs);
    check_image(&facts, &image);
    find_memory(&facts, fdt);
    gst_init();
    ipc_init();
    sched_init(hart_id);
    irq_init(hart_id);
    dma_init();
    if (!harts_start(facts.harts))
        refuse("no memory for the stacks of all harts");
    if (!image_start(&image))
        refuse("the boot image could not be started");
    if (!image_is_kept(&image))
        page_release(facts.initrd_start, facts.initrd_end & ~(PAGE_SIZE - 1));
    return sched_next();
}
