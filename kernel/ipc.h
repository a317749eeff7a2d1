/* Synchronous IPC: endpoints where callers and servers meet; messages are four registers.
 *
 * A caller is CALLING (in `callers`) until a server takes its message, then REPLY until that server answers or is gone.
 * At most one of `callers` and `servers` is not empty. The fast path (fastpath.S) does what ipc_call and
 * ipc_reply_wait do when the other side is there already and nobody more urgent is ready. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "queue.h"

struct program;
struct thread;
struct xs_vste;

/* A page of endpoints is one for ever: an entry that names a freed one still has its address, and the fast path reads the key there. */
struct endpoint {
    uint64_t key; /* word 0 of every entry that names it; ~0 when free or closed */
    struct queue servers, callers;
    uint32_t selector;
    uint32_t program, program_generation; /* who serves: ipc_share puts buffers into its VST */
    struct endpoint *next;                /* free: the next that is */
};

void ipc_init(void);
/* Selector of a new endpoint served by p; -PE_QUOTA, -PE_NOMEM, -PE_NOSPC (no selector left). */
int64_t endpoint_new(struct program *owner, const char *name);
/* p (NULL: whoever may) serves it from now on. */
void endpoint_serve(struct endpoint *e, const struct program *p);
/* Everybody in it gets -PE_REVOKED, and so does who comes, until it is served again: entries go on naming it. */
void endpoint_close(struct endpoint *e);
static inline bool endpoint_closed(const struct endpoint *e)
{
    return e->key == ~0ull;
}
/* Closed for ever, and free for another. */
void endpoint_free(struct endpoint *e);

/* The two halves, for the current thread; entry is checked, message is in its a1-a4. Both may block. */
void ipc_call(struct thread *t, struct endpoint *e, const struct xs_vste *entry);
void ipc_reply_wait(struct thread *t, struct endpoint *e);
/* Leaves the endpoint's queue or the server that owes it a reply. */
void ipc_leave(struct thread *t);
/* The caller that t owes a reply gets -error. */
void ipc_abandon(struct thread *t, int error);
/* What ipc_share put into a server's VST through this endpoint entry is taken back; other entries are left alone. */
void ipc_unshare(struct xs_vste *entry);
/* The same for every entry through which `segment` was shared, before it goes: no server must find a message with a
 * buffer that is not there. */
void ipc_forget(uint32_t segment);
/* Whoever shares a buffer with a server that p takes the place of shares it with p. */
void ipc_share_again(struct program *p);
/* -PE_NOENT: nobody serves the endpoint; -PE_NOSPC. Answers the server's index. */
int64_t ipc_share(struct xs_vste *entry, struct endpoint *e, uint32_t segment, unsigned perms);
