/* The `queue` binding: requests (postern/batch.h) in a ring of shared memory, one client and one server.
 *
 * One segment per pair, granted by the image to both as `NAME-queue`: header, slots, then data. The client writes
 * `submitted` and the slots behind it, the server `completed` and the results; both only count up, modulo 2^32.
 * Requests complete in order, in their slots. Neither side believes the other: each keeps its own counts, reads the
 * peer's once per look and takes no more than a ring full. Pointers in slots are offsets in the segment.
 *
 * Doorbells: who wants to sleep sets a word of its own, fences, looks again, and waits while the word is set. Who has
 * moved its count fences, and clears and wakes that word if it is set. So one of the two sees the other, on any number of
 * harts, and the system call is made once for a sleeper.
 *
 * With several harts, who waits looks first, for about a millisecond (postern/watch.h): requests that follow each other closer
 * than that are served on another hart without any system call. */
#ifndef POSTERN_QUEUE_H
#define POSTERN_QUEUE_H

#include "postern/lock.h"
#include "postern/perform.h"
#include "postern/service.h"

enum { QUEUE_SLOTS = 128, QUEUE_CLIENT_SG = 11, QUEUE_SERVER_SG = 3 };

struct queue_shared {
    _Alignas(64) uint32_t submitted; /* client's line */
    uint32_t client_sleeps;
    _Alignas(64) uint32_t completed; /* server's line */
    uint32_t server_sleeps;
    uint64_t server; /* its thread id; 0 before it has begun */
    _Alignas(64) struct postern_request slot[QUEUE_SLOTS];
    _Alignas(64) char data[];
};

/* Is it worth while to look for what the other side does, before sleeping? Only with several harts. */
bool queue_looks(void);
enum { QUEUE_LOOKS = 10 }; /* then */
/* After a count has moved. */
void queue_ring(uint32_t *sleeps);

/* --- client: one per interface that a program calls ---------------------------------------------------------- */
struct queue_client {
    volatile struct postern_import *segment;
    struct postern_lock lock;
    uint32_t submitted, taken;
    bool begun;
};

/* Takes the lock, shows the segment and clears the ring of what a dead thread or a dead client left in it. 0; -PE_PROTO: the
 * counts are nonsense; -PE_KILLED. queue_end in every case. */
long queue_begin(struct queue_client *q, struct queue_shared **s);
void queue_end(struct queue_client *q);

/* The segment in sg11, until queue_hide. */
struct queue_shared *queue_show(const struct queue_client *q);
void queue_hide(void);

/* The next free slot, or null when the ring is full. */
struct postern_request *queue_slot(const struct queue_client *q, struct queue_shared *s);
/* Hands the slot over. */
void queue_submit(struct queue_client *q, struct queue_shared *s);
/* The oldest request if it has completed, else null. Its slot stays until queue_drop. */
const struct postern_request *queue_done(const struct queue_client *q, struct queue_shared *s);
void queue_drop(struct queue_client *q);
/* Waits until the oldest has completed. 0, or -PE_KILLED: the server is dead. */
long queue_wait(struct queue_client *q, struct queue_shared *s);
/* Submits what queue_slot answered and waits for it: its result. */
long queue_call(struct queue_client *q, struct queue_shared *s);

/* Bytes of data behind the ring. */
uint64_t queue_room(const struct queue_shared *s);

/* --- server -------------------------------------------------------------------------------------------------- */
typedef long queue_perform(const volatile struct postern_request *r, const struct postern_windows *w);

_Noreturn void queue_serve(uint64_t selector, queue_perform *perform);

#endif
