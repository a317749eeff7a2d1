/* block: the interface of the disk driver (virtio-blk, driven in user mode).
 *
 * A disk is an array of 512-byte sectors. Every function returns >= 0 or -PE_*.
 * A request returns when the device has done it: there is nothing to wait for
 * afterwards, but data are durable only after block_flush.
 *
 * Buffers must be 8-byte aligned and are used during the call only, registered
 * ones apart. A buffer in a keepable data segment is read and written by the
 * device itself; what lies elsewhere is copied. At most BLOCK_REQUEST_MAX bytes
 * go through one call; a caller splits what is larger.
 *
 * Errors of all functions: io (the device refused or answered nonsense),
 * range (sectors beyond the disk), inval (unaligned buffer, len no multiple of
 * 512), 2big (more than BLOCK_REQUEST_MAX), rofs (write to a read-only disk),
 * noent (no disk is attached), fault (the buffer was withdrawn meanwhile). */
#ifndef SERVICES_BLOCK_H
#define SERVICES_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include <postern/interface.h>

XS_INTERFACE(block)

#define BLOCK_SECTOR      512
#define BLOCK_REQUEST_MAX 65536
#define BLOCK_BUFFERS     8 /* registered at one time, by all clients together */

struct block_info {
    uint64_t sectors;   /* size of the disk in 512-byte sectors */
    uint32_t read_only; /* 1: writes are refused with rofs */
    uint32_t can_flush; /* 0: the device has no volatile cache to flush */
    uint64_t requests;  /* requests done since the driver started */
    uint64_t bytes;     /* bytes moved by them */
};
_Static_assert(sizeof(struct block_info) == 32, "the annotation below names it");

/* Reads `len` bytes from sector `sector` on. Answers 0. */
int block_read(uint64_t sector, void *buf XS_OUT(len), size_t len) XS_STACK(512);

/* Writes `len` bytes from sector `sector` on. Answers 0. */
int block_write(uint64_t sector, const void *buf XS_IN(len), size_t len) XS_STACK(512);

/* Makes everything written so far durable. Answers 0. */
int block_flush(void) XS_STACK(512);

/* Describes the disk. Answers 0. */
int block_info(struct block_info *info XS_OUT(32)) XS_STACK(512);

/* Registered buffers outlive the call. The device holds the buffer, with the
 * rights of the pointer, until it is unregistered or its owner withdraws the
 * alias that it lies in (from then on: fault). The driver itself keeps no way to
 * it. Once withdrawn, its place may go to another buffer: badf. A handle belongs to the badge that got it; to others it is badf. */

/* For writing the disk from: the device may read it. Answers a handle > 0. perm
 * (not in a keepable segment), mfile (BLOCK_BUFFERS are registered, and can be reached). */
int block_register(const void *buf XS_IN(len), size_t len) XS_STACK(512) XS_KEEPS;

/* For reading the disk into: the device may write it. */
int block_register_room(void *buf XS_OUT(len), size_t len) XS_STACK(512) XS_KEEPS;

/* The device holds it no more. Answers 0. badf, busy (a request that names it is with
 * the device; to end its use at once, withdraw the alias). */
int block_unregister(int handle) XS_STACK(512);

/* Like block_read and block_write, with `len` bytes at `offset` of the buffer. */
int block_read_registered(uint64_t sector, int handle, uint64_t offset, size_t len) XS_STACK(512);
int block_write_registered(uint64_t sector, int handle, uint64_t offset, size_t len) XS_STACK(512);

/* Requests that go on after the call (manual, chapter 18). Takes the function that the caller offers (postern_offer): it is
 * called with `id` and the request's result for each request that was started, on the driver's own thread; one that
 * faults or takes longer than POSTERN_DONE_TIME is not called again. nosys (the image gave the driver no
 * thread and no interrupt), noent (nothing was offered), perm (its function misbehaved before), mfile (too many clients subscribed). Answers 0. */
int block_subscribe(void) XS_STACK(512);

/* Like the two above, but they answer 0 when the request is with the device; its end is told later, with the caller's
 * `id`. noent: the caller has not subscribed. again: BLOCK_IN_FLIGHT are with the device, or
 * the caller has so many of which it has not been told. Calls of one client's function take 1/32 of a hart in the long run; beyond that they come later. */
int block_start_read(uint64_t sector, int handle, uint64_t offset, size_t len, uint64_t id) XS_STACK(512);
int block_start_write(uint64_t sector, int handle, uint64_t offset, size_t len, uint64_t id) XS_STACK(512);

/* The handle of the caller's registered buffer that comes after the one of handle `after`, in an order of its own; 0: the first.
 * For who has lost one: by a thread that died before it wrote the handle down, or as a new instance. noent: there is none. */
int block_registered(int after) XS_STACK(512);

#define BLOCK_IN_FLIGHT 8 /* requests at one time, of all clients together */

#endif
