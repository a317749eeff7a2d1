/* Devices that move data. Under this kernel every one holds segments (manual, chapter 21), never physical addresses: drivers load
 * its registers themselves, from what they hold. What is left to the kernel is the control page of each device. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct program;

/* Bit n: device n, the virtio window of that number. */
typedef uint8_t dma_devices;

void dma_init(void); /* every device: no register, our GST, segment mode */
/* Devices whose own registers lie in [pa, pa + size). */
dma_devices dma_devices_at(uint64_t pa, uint64_t size);
/* Is any of it a control page? Nobody is granted one. */
bool dma_is_control(uint64_t pa, uint64_t size);
/* Rule 16: empties the devices' registers and resets them; whoever drove them holds them no more. */
void dma_clear(dma_devices devices);
/* The same for what a program that ends could drive: before any page of it, or of what it aimed at, is used again. */
void dma_release(struct program *p);
