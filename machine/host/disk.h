/* A disk image in a host file, locked while it is in use. */
#pragma once
#include "board/failure.h"
#include "devices/virtio_blk.h"

struct disk {
    int fd; /* -1: none */
};

/* Fills in *backend, which refers to *disk; both must live as long as the machine. Two machines may share a read-only
 * image, and nothing else. */
bool disk_open(struct disk *disk, const char *path, bool read_only, struct block_backend *backend, struct failure *why);
void disk_close(struct disk *disk);
