HOST_LIBS += devices
devices.dir  := machine/devices
devices.srcs := plic.c clint.c uart.c finisher.c rtc.c virtio_mmio.c virtio_queue.c virtio_blk.c
devices.inc  := machine
