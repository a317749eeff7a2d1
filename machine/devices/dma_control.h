/* The control pages of DMA: one for each device that holds segments, the kernel's own (manual, 21.2). */
#pragma once
#include "devices/device.h"
#include "devices/dma.h"

enum { DMA_CONTROL_PAGES = 8 };

struct dma_control;
struct dma_control *dma_control_new(void); /* NULL: out of memory */
extern const struct device_ops dma_control_ops;
/* Puts a device's way to memory behind page `n`. */
void dma_control_plug(struct dma_control *c, unsigned n, struct dma *dma);
/* sg.inval, of any hart: every device drops what derives from it. */
void dma_control_invalidate(struct dma_control *c, unsigned kind, uint64_t rs1, uint64_t rs2);
/* sg.dev: register `n` of the device of page `page`. false: no such device, or it takes physical addresses. */
bool dma_control_load(struct dma_control *c, unsigned page, unsigned n, const struct xs_reg *image);
