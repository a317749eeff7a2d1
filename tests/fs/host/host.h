/* The fs service on the host: its block service is a file, its clock stands still, its callers are made up. */
#ifndef TESTS_FS_HOST_H
#define TESTS_FS_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens `path` as the disk; null: no disk. The service must not have a file system open. */
void disk_attach(const char *path);

/* The device: writes seen so far, and the sector write after which it fails with io (-1: never), from then on or
 * once. */
struct disk_state {
    uint64_t reads, writes, flushes;
    int64_t writes_left;
    bool fails_once;
    bool read_only;
    /* Null, or called before each request: a test kills the caller there by longjmp. */
    void (*before_request)(void);
    void (*after_register)(void); /* the same, between the device and the service's own table */
    /* Null, or told of every write that was done, and of every flush (`buf` null). */
    void (*recorder)(uint64_t sector, const void *buf, size_t len);
};
extern struct disk_state disk_state;

/* The badge of the calls that follow. */
extern uint64_t caller_badge;

/* Buffers that the block service was given to keep; their owner takes them back. */
int host_registered(void);
extern bool host_withdrawn;

/* Throws away what the service has in memory, as if the machine had been switched off. */
void service_reset(void);

#endif
