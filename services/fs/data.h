/* The bytes of files. */
#ifndef SERVICES_FS_DATA_H
#define SERVICES_FS_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "fs/node.h"

/* Whole blocks go between the device and `buf` without a copy when buf is 8-byte aligned. Both answer the
 * bytes moved: fewer at the end of the file, or when the disk fills up; or an error. */
long data_read(struct node *node, void *buf, size_t len, uint64_t offset);
long data_write(struct node *node, const void *buf, size_t len, uint64_t offset);

/* Writes whole blocks of a buffer that is registered with the block service as `buffer`, from its beginning on. 0 or an error; fault:
 * its owner has withdrawn it. */
int data_write_out(struct node *node, int buffer, size_t len, uint64_t offset);

/* 0, fbig or another error. */
int data_truncate(struct node *node, uint64_t size);

#endif
