HOST_LIBS += devices
devices.dir  := machine/devices
devices.srcs := plic.c clint.c uart.c finisher.c rtc.c dma.c dma_control.c virtio_mmio.c virtio_registers.c virtio_serve.c virtio_legacy.c virtio_queue.c virtio_blk.c
devices.inc  := machine

HOST_TESTS += test-devices
test-devices.dir  := machine/devices/test
test-devices.srcs := main.c rig.c plic.c clint.c uart.c rtc.c disk_rig.c blk.c large.c hostile.c
test-devices.inc  := machine
test-devices.libs := devices core segment
test-devices.link := -lm
