# block: the virtio-blk driver.
GUEST_SERVICES  += block
block.dir       := services/block
block.srcs      := main.c block.c async.c interrupt.c device.c queue.c request.c buffer.c copy.c
block.interface := services/block/block.h
