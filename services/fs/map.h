/* Mapped buffers: memory of a client that holds a stretch of a file, and that the device may read when the stretch is written
 * out. The block service has the device hold it; nothing here has a way to its bytes. */
#ifndef SERVICES_FS_MAP_H
#define SERVICES_FS_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "fs/handle.h"

#define MAP_COUNT 8 /* as many as the block service takes */

/* A new map of the caller's: `buf` holds [offset, offset + len) of the handle's file. Its id, mfile, or what block_register
 * refuses with. */
int map_new(const struct handle *handle, const void *buf, size_t len, uint64_t offset);

/* Writes the caller's map out. 0, badf, fault (withdrawn by its owner: the map is gone), or what writing fails with. */
int map_write_out(int id);

/* All maps of the node, or of all nodes (null), whoever's they are. Those that were withdrawn go, and are no error. */
int map_write_all(const struct node *node);

/* 0 or badf. */
int map_drop(int id);

/* Gives back what the block service holds for this one and no map knows: a caller died before its map was written down, or this is a
 * new instance. */
void map_recover(void);

/* Drops the maps whose handle is closed. */
void map_drop_closed(void);

#endif
