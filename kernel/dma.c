#include "dma.h"

#include "abi/platform.h"
#include "hw.h"
#include "object.h"
#include "program.h"
#include "vst.h"

static uint64_t control_page(unsigned device)
{
    return PLAT_DMACTL0_BASE + (uint64_t)device * PLAT_DMACTL0_SIZE;
}

static bool overlaps(uint64_t pa, uint64_t size, uint64_t base, uint64_t extent)
{
    return pa < base + extent && base < pa + size;
}

void dma_init(void)
{
    for (unsigned n = 0; n < PLAT_VIRTIO_COUNT; n++) {
        hw_write64(control_page(n) + XS_DMACTL_GST, hw_pa(gst));
        hw_write64(control_page(n) + XS_DMACTL_MODE, 1);
    }
}

dma_devices dma_devices_at(uint64_t pa, uint64_t size)
{
    dma_devices found = 0;
    for (unsigned n = 0; n < PLAT_VIRTIO_COUNT; n++)
        if (overlaps(pa, size, PLAT_VIRTIO0_BASE + (uint64_t)n * PLAT_VIRTIO0_SIZE, PLAT_VIRTIO0_SIZE))
            found |= (dma_devices)(1 << n);
    return found;
}

bool dma_is_control(uint64_t pa, uint64_t size)
{
    return overlaps(pa, size, PLAT_DMACTL0_BASE, (uint64_t)PLAT_VIRTIO_COUNT * PLAT_DMACTL0_SIZE);
}

void dma_clear(dma_devices devices)
{
    for (unsigned n = 0; n < PLAT_VIRTIO_COUNT; n++)
        if (devices >> n & 1)
            hw_write64(control_page(n) + XS_DMACTL_CLEAR, 1);
}

void dma_release(struct program *p)
{
    dma_devices devices = 0;
    for (uint32_t i = 1; i < p->vst_count; i++)
        if (vst_used(&p->vst[i]) && xs_vste_w(&p->vst[i]))
            devices |= objects[xs_vste_selector(&p->vst[i])].devices;
    dma_clear(devices);
}
