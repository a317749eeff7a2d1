/* Completion: a service tells a client that a request is done by calling a function of the client, on a thread of the
 * service, later (docs/howto/asynchronous-calls.md, manual chapter 18).
 *
 * Client:   static void request_done(uint64_t id, long result) { ... }
 *           POSTERN_CALLBACK(request_done, 512);
 *           postern_offer(timer_entry.selector, postern_gate_of(request_done), 0);   then a call that takes it
 * Service:  postern_take_offer(&client->done);                                       within that call
 *           postern_done(&client->done, id, result);                                 later, on a thread of its own
 *
 * The function runs on the service's thread: its stack is the service's, it finds none of the client's registers, has no
 * thread-local storage, and must be right at any moment (it changes words by atomic operations). */
#ifndef POSTERN_DONE_H
#define POSTERN_DONE_H

#include <stdint.h>

#include "postern/error.h"
#include "postern/gate.h"
#include "postern/syscall.h"

#define POSTERN_DONE_TIME 65536 /* instructions that such a call may take */

/* A gate of kind CALLBACK for `void function(uint64_t id, long result)`, which needs `stack` bytes (literal). */
#define POSTERN_CALLBACK(function, stack)                                                           \
    static __attribute__((used)) void (*const function##_is_a_callback)(uint64_t, long) = function; \
    POSTERN_GATE(function, "0x30b", stack, "call " #function "\n j xs_callback_return\n")

/* A client's function, as its service holds it. */
struct postern_done {
    uint64_t entry, gate;
};

/* Offers a gate to the service behind `sel`, which will call it under `badge`. One offer at a time. */
static inline long postern_offer(uint64_t sel, uint64_t gate, uint64_t badge)
{
    return postern_ecall3(SYS_GATE_OFFER, sel, gate, badge);
}

/* In a call: takes what its caller has offered. 0 or -PE_*; what the service took of that program before is replaced. */
long postern_take_offer(struct postern_done *done);

/* Whether the client is gone, so that the service may forget it, too: its entry is empty, or names something else by now. */
static inline int postern_done_gone(const struct postern_done *done)
{
    uint64_t unused[2];
    return postern_seg_info(done->entry, unused) != -PE_INVAL; /* what a code segment answers */
}

/* Calls the client's function. 0; -PE_REVOKED: the client is gone; -PE_CALLEE: its function faulted;
 * -PE_TIMEOUT: it took longer than POSTERN_DONE_TIME, and was ended. */
long postern_done(const struct postern_done *done, uint64_t id, long result);

#endif
