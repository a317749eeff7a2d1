# block: the virtio-blk driver.
GUEST_SERVICES  += block
block.dir       := services/block
block.srcs      := block.c device.c queue.c request.c buffer.c copy.c
block.interface := services/block/block.h
