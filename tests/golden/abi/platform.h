/* Generated from abi/platform.yaml by tools/abigen. Do not edit. */
#pragma once

/* test finisher (sifive,test0) */
#define PLAT_TEST_BASE 0x100000
#define PLAT_TEST_SIZE 0x1000
#define PLAT_TEST_IRQ 0
/* goldfish RTC */
#define PLAT_RTC_BASE 0x101000
#define PLAT_RTC_SIZE 0x1000
#define PLAT_RTC_IRQ 0xb
/* CLINT: msip, mtimecmp, mtime */
#define PLAT_CLINT_BASE 0x2000000
#define PLAT_CLINT_SIZE 0x10000
#define PLAT_CLINT_IRQ 0
/* PLIC (size with 1 hart's contexts; grows with harts) */
#define PLAT_PLIC_BASE 0xc000000
#define PLAT_PLIC_SIZE 0x600000
#define PLAT_PLIC_IRQ 0
/* NS16550A */
#define PLAT_UART0_BASE 0x10000000
#define PLAT_UART0_SIZE 0x100
#define PLAT_UART0_IRQ 0xa
/* first of 8 virtio-mmio windows, 0x1000 apart, irq 1-8 */
#define PLAT_VIRTIO0_BASE 0x10001000
#define PLAT_VIRTIO0_SIZE 0x1000
#define PLAT_VIRTIO0_IRQ 1
/* DMA control page of virtio0: the first of 8, 0x1000 apart (not on QEMU's board) */
#define PLAT_DMACTL0_BASE 0x10010000
#define PLAT_DMACTL0_SIZE 0x1000
#define PLAT_DMACTL0_IRQ 0
/* RAM (default 128 MiB) */
#define PLAT_DRAM_BASE 0x80000000
#define PLAT_DRAM_SIZE 0x8000000
#define PLAT_DRAM_IRQ 0
#define PLAT_VIRTIO_COUNT 8
#define PLAT_PLIC_SOURCES 0x5f
#define PLAT_PLIC_PRIORITIES 7
#define PLAT_TIMEBASE_HZ 0x989680
#define PLAT_INSTRUCTIONS_PER_TICK 0x64
#define PLAT_KERNEL_LOAD 0x80200000
