/* virtio over MMIO, the modern interface (version 2), and its block device.
 * Source: Virtual I/O Device (VIRTIO) 1.1, sections 2.6, 4.2 and 5.2. All fields little-endian. */
#ifndef SERVICES_BLOCK_VIRTIO_H
#define SERVICES_BLOCK_VIRTIO_H

#include <stdint.h>

/* Register offsets in bytes; every register is 32 bits wide. */
#define VIRTIO_MAGIC           0x000
#define VIRTIO_VERSION         0x004
#define VIRTIO_DEVICE          0x008
#define VIRTIO_FEATURES        0x010
#define VIRTIO_FEATURES_SEL    0x014
#define VIRTIO_ACCEPTED        0x020
#define VIRTIO_ACCEPTED_SEL    0x024
#define VIRTIO_QUEUE_SEL       0x030
#define VIRTIO_QUEUE_MAX       0x034
#define VIRTIO_QUEUE_NUM       0x038
#define VIRTIO_QUEUE_READY     0x044
#define VIRTIO_NOTIFY          0x050
#define VIRTIO_INTERRUPTS      0x060
#define VIRTIO_ACKNOWLEDGED    0x064
#define VIRTIO_STATUS          0x070
#define VIRTIO_QUEUE_DESC      0x080 /* low half; the high half is 4 further on, here and below */
#define VIRTIO_QUEUE_AVAIL     0x090
#define VIRTIO_QUEUE_USED      0x0a0
#define VIRTIO_CONFIG_CAPACITY 0x100 /* in sectors, low half */

#define VIRTIO_MAGIC_VALUE  0x74726976
#define VIRTIO_DEVICE_BLOCK 2

/* Device status. */
#define VIRTIO_ACKNOWLEDGE 1
#define VIRTIO_DRIVER      2
#define VIRTIO_DRIVER_OK   4
#define VIRTIO_FEATURES_OK 8
#define VIRTIO_NEEDS_RESET 64

/* Features by bit number. */
#define VIRTIO_BLK_F_RO    5
#define VIRTIO_BLK_F_FLUSH 9
#define VIRTIO_F_VERSION_1 32

/* Request types and the device's answers. */
#define VIRTIO_BLK_IN    0
#define VIRTIO_BLK_OUT   1
#define VIRTIO_BLK_FLUSH 4
#define VIRTIO_BLK_OK    0

#define VIRTQ_NEXT         1 /* descriptor flags */
#define VIRTQ_DEVICE_WRITE 2
#define VIRTQ_NO_INTERRUPT 1 /* avail flags */

struct virtq_desc {
    uint64_t addr; /* DMA address: device register and offset */
    uint32_t len;
    uint16_t flags;
    uint16_t next;
};

struct virtio_blk_header {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};

#endif
