#include "abi/insn_c.h"
#include "postern/ipc_server.h"
#include "postern/queue.h"
#include "postern/syscall.h"
#include "postern/watch.h"

/* In sg3, for every request anew: a service may reload its registers. */
static struct queue_shared *show(uint64_t selector)
{
    __asm__ volatile(XS_ASM_SG_LOAD("3", "%0") : : "r"(selector) : "memory");
    return (struct queue_shared *)((uint64_t)QUEUE_SERVER_SG << 60);
}

static struct postern_windows windows_of(struct queue_shared *s)
{
    const struct postern_window none = {NULL, 0, 0};
    const char *limit;

    __asm__ volatile(XS_ASM_SG_QRY("%0", "%1", "x0", "4") : "=r"(limit) : "r"(s));
    return (struct postern_windows){none, {s->data, (uint64_t)(limit - s->data), offsetof(struct queue_shared, data)}};
}

/* Requests to do. A count that the client cannot have reached says nothing. */
static uint32_t waiting(uint32_t submitted, uint32_t done)
{
    return submitted - done <= QUEUE_SLOTS ? submitted - done : 0;
}

static void sleep_until_submitted(struct queue_shared *s, uint32_t done)
{
    __atomic_store_n(&s->server_sleeps, 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (waiting(__atomic_load_n(&s->submitted, __ATOMIC_ACQUIRE), done) == 0)
        postern_wait(&s->server_sleeps, 1, 0);
    __atomic_store_n(&s->server_sleeps, 0, __ATOMIC_RELAXED);
}

/* The next requests, or 0 if none come for a while. */
static uint32_t requests_soon(struct queue_shared *s, uint32_t done)
{
    uint32_t count = 0;

    for (unsigned looks = 0; count == 0 && looks < QUEUE_LOOKS; looks++) {
        uint32_t submitted = __atomic_load_n(&s->submitted, __ATOMIC_ACQUIRE);
        if ((count = waiting(submitted, done)) == 0)
            postern_watch(&s->submitted, submitted);
    }
    return count;
}

static void complete(struct queue_shared *s, uint32_t done)
{
    __atomic_store_n(&s->completed, done, __ATOMIC_RELEASE);
    queue_ring(&s->client_sleeps);
}

_Noreturn void queue_serve(uint64_t selector, queue_perform *perform)
{
    struct queue_shared *s = show(selector);
    const struct postern_windows w = windows_of(s);
    uint32_t done = __atomic_load_n(&s->completed, __ATOMIC_RELAXED);

    xs_ipc_badge = postern_boot_argument;
    __atomic_store_n(&s->server, postern_thread(), __ATOMIC_RELAXED);
    for (;;) {
        uint32_t count = waiting(__atomic_load_n(&s->submitted, __ATOMIC_ACQUIRE), done);
        if (count == 0 && queue_looks())
            count = requests_soon(s, done);
        if (count == 0)
            sleep_until_submitted(s, done);
        while (count-- > 0) {
            volatile struct postern_request *r = &s->slot[done % QUEUE_SLOTS];
            const long result = perform(r, &w);
            show(selector);
            r->result = result;
            complete(s, ++done);
        }
    }
}
