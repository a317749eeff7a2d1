#include "ipc.h"

#include "abi/errors.h"
#include "abi/image.h"
#include "hw.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "sched.h"
#include "thread.h"
#include "vst.h"

enum { IN_A_PAGE = PAGE_SIZE / sizeof(struct endpoint) };
static struct endpoint *unused; /* those that were never taken, or are free again */

_Static_assert(__builtin_offsetof(struct endpoint, servers) == ENDPOINT_SERVERS, "fastpath.S");
_Static_assert(__builtin_offsetof(struct endpoint, callers) == ENDPOINT_CALLERS, "fastpath.S");

static void put_back(struct endpoint *e)
{
    *e = (struct endpoint){.key = ~0ull, .next = unused};
    unused = e;
}

static int make_more(void)
{
    uint64_t pa;
    int error = memory_take(0, 1, &pa);
    if (error < 0)
        return error;
    for (unsigned i = IN_A_PAGE; i > 0; i--)
        put_back((struct endpoint *)hw_ptr(pa) + i - 1);
    return 0;
}

void ipc_init(void)
{
    static struct endpoint first[IMAGE_MAX_ENDPOINTS]; /* few systems need more */

    unused = 0;
    for (unsigned i = IMAGE_MAX_ENDPOINTS; i > 0; i--)
        put_back(&first[i - 1]);
}

static int64_t make(struct program *owner, const char *name)
{
    int error = unused ? 0 : make_more();
    uint32_t s = error < 0 ? 0 : gst_alloc(OBJ_ENDPOINT, owner, name);
    if (!s)
        return error < 0 ? error : -PE_NOSPC;
    struct endpoint *e = unused;
    unused = e->next;
    *e = (struct endpoint){.selector = s};
    objects[s].endpoint = e;
    struct xs_desc d = {0}; /* kind OBJECT: nothing that the machine would load or call */
    gst_write(s, &d);
    endpoint_serve(e, owner);
    return s;
}

int64_t endpoint_new(struct program *owner, const char *name)
{
    int error = memory_reserve(owner, SELECTOR_PRICE);
    if (error < 0)
        return error;
    int64_t s = make(owner, name);
    if (s < 0)
        memory_unreserve(owner, SELECTOR_PRICE);
    return s;
}

void endpoint_serve(struct endpoint *e, const struct program *p)
{
    e->key = vst_entry(e->selector, 0, 0, 0).w[0];
    if (!p)
        return;
    e->program = p->selector;
    e->program_generation = gst_generation(p->selector);
}

static void revoke_queue(struct queue *q)
{
    while (q->head)
        sched_wake(q->head, -PE_REVOKED);
}

void endpoint_close(struct endpoint *e)
{
    e->key = ~0ull;
    revoke_queue(&e->callers);
    revoke_queue(&e->servers);
    for (unsigned i = 0; i < thread_span; i++) {
        struct thread *t = threads[i];
        if (t && t->endpoint == e) { /* REPLY: its server may be about anything, but not this endpoint any more */
            ipc_leave(t);
            sched_wake(t, -PE_REVOKED);
        }
    }
}

void endpoint_free(struct endpoint *e)
{
    endpoint_close(e);
    uint32_t selector = e->selector;
    memory_unreserve(objects[selector].owner, SELECTOR_PRICE);
    put_back(e);
    gst_release(selector);
}

/* Message from caller to server; both are out of every queue. */
static void deliver(struct thread *caller, struct thread *server)
{
    for (unsigned n = REG_A0 + 1; n <= REG_A0 + 4; n++)
        *context_x(&server->ctx, n) = *context_x(&caller->ctx, n);
    *context_x(&server->ctx, REG_A0 + 5) = caller->badge;
    *context_x(&server->ctx, REG_A0 + 6) = caller->share;
    server->client = caller;
    caller->server = server;
    caller->state = THREAD_REPLY;
}

void ipc_call(struct thread *t, struct endpoint *e, const struct xs_vste *entry)
{
    t->badge = xs_vste_badge(entry);
    t->share = vst_share(entry);
    t->endpoint = e;
    struct thread *server = e->servers.head;
    if (!server) {
        sched_block(t, THREAD_CALLING, &e->callers, UINT64_MAX);
        return;
    }
    deliver(t, server);
    sched_block(t, THREAD_REPLY, 0, UINT64_MAX);
    sched_wake(server, 0);
}

static void reply(struct thread *server)
{
    struct thread *client = server->client;
    if (!client)
        return;
    server->client = 0;
    client->server = 0;
    for (unsigned i = 0; i < 4; i++)
        *context_x(&client->ctx, REG_A0 + i) = *context_x(&server->ctx, REG_A0 + 1 + i);
    sched_wake(client, (int64_t)*context_x(&client->ctx, REG_A0));
}

void ipc_reply_wait(struct thread *t, struct endpoint *e)
{
    reply(t);
    struct thread *caller = e->callers.head;
    if (!caller) {
        t->endpoint = e;
        sched_block(t, THREAD_SERVING, &e->servers, UINT64_MAX);
        return;
    }
    queue_remove(caller);
    deliver(caller, t);
    *context_x(&t->ctx, REG_A0) = 0;
}

void ipc_leave(struct thread *t)
{
    if (t->server)
        t->server->client = 0;
    t->server = 0;
    t->endpoint = 0;
}

void ipc_abandon(struct thread *t, int error)
{
    struct thread *client = t->client;
    if (!client)
        return;
    t->client = 0;
    client->server = 0;
    sched_wake(client, -error);
}
