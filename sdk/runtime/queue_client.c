#include "abi/insn_c.h"
#include "postern/queue.h"
#include "postern/syscall.h"
#include "postern/watch.h"

enum { LOOK_AGAIN = 100000 }; /* ticks: how long a dead server goes unnoticed, 10 ms */

struct queue_shared *queue_show(const struct queue_client *q)
{
    __asm__ volatile(XS_ASM_SG_LOAD("11", "%0") : : "r"(q->segment->selector) : "memory");
    return (struct queue_shared *)((uint64_t)QUEUE_CLIENT_SG << 60);
}

void queue_hide(void)
{
    __asm__ volatile(XS_ASM_SG_MOV("x0", "x0", "11") : : : "memory");
}

uint64_t queue_room(const struct queue_shared *s)
{
    const char *limit;

    __asm__ volatile(XS_ASM_SG_QRY("%0", "%1", "x0", "4") : "=r"(limit) : "r"(s));
    return (uint64_t)(limit - s->data);
}

struct postern_request *queue_slot(const struct queue_client *q, struct queue_shared *s)
{
    return q->submitted - q->taken < QUEUE_SLOTS ? &s->slot[q->submitted % QUEUE_SLOTS] : NULL;
}

bool queue_looks(void)
{
    static long harts; /* whoever asks first learns the same */

    if (harts == 0)
        harts = postern_harts();
    return harts > 1;
}

void queue_ring(uint32_t *sleeps)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (__atomic_load_n(sleeps, __ATOMIC_RELAXED) == 0)
        return;
    __atomic_store_n(sleeps, 0, __ATOMIC_SEQ_CST);
    postern_wake(sleeps, 1);
}

void queue_submit(struct queue_client *q, struct queue_shared *s)
{
    __atomic_store_n(&s->submitted, ++q->submitted, __ATOMIC_RELEASE);
    queue_ring(&s->server_sleeps);
}

/* A count that the server cannot have reached says nothing. */
static bool has_completed(const struct queue_client *q, uint32_t completed)
{
    const uint32_t ready = completed - q->taken;

    return ready != 0 && ready <= q->submitted - q->taken;
}

const struct postern_request *queue_done(const struct queue_client *q, struct queue_shared *s)
{
    if (!has_completed(q, __atomic_load_n(&s->completed, __ATOMIC_ACQUIRE)))
        return NULL;
    return &s->slot[q->taken % QUEUE_SLOTS];
}

void queue_drop(struct queue_client *q)
{
    q->taken++;
}

static bool is_dead(struct queue_shared *s)
{
    const uint64_t server = __atomic_load_n(&s->server, __ATOMIC_RELAXED);

    return server != 0 && postern_frame_alive(server, 0) == 0;
}

/* Nothing for long: the server is dead, or a thread of ours died between its request and the bell, or half-way through ringing
 * it: the word is clear, and the server sleeps on. */
static long look_after(struct queue_shared *s)
{
    if (is_dead(s))
        return -PE_KILLED;
    __atomic_store_n(&s->server_sleeps, 0, __ATOMIC_SEQ_CST);
    postern_wake(&s->server_sleeps, 1);
    return 0;
}

static bool done_soon(const struct queue_client *q, const struct queue_shared *s)
{
    for (unsigned looks = 0; looks < QUEUE_LOOKS; looks++) {
        uint32_t completed = __atomic_load_n(&s->completed, __ATOMIC_ACQUIRE);
        if (has_completed(q, completed))
            return true;
        postern_watch(&s->completed, completed);
    }
    return false;
}

long queue_wait(struct queue_client *q, struct queue_shared *s)
{
    long error = 0;

    if (queue_looks() && done_soon(q, s))
        return 0;
    while (error == 0) {
        __atomic_store_n(&s->client_sleeps, 1, __ATOMIC_RELAXED);
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        if (queue_done(q, s))
            break;
        if (postern_wait(&s->client_sleeps, 1, LOOK_AGAIN) == -PE_TIMEOUT)
            error = look_after(s);
    }
    __atomic_store_n(&s->client_sleeps, 0, __ATOMIC_RELAXED);
    return error;
}

long queue_call(struct queue_client *q, struct queue_shared *s)
{
    const struct postern_request *r;

    queue_submit(q, s);
    long error = queue_wait(q, s);
    if (error < 0 || (r = queue_done(q, s)) == NULL)
        return error < 0 ? error : -PE_PROTO;
    const long result = ((const volatile struct postern_request *)r)->result;
    queue_drop(q);
    return result;
}

/* The shared counts are nearer to the truth than ours where a thread died between the two. */
static long adopt(struct queue_client *q, struct queue_shared *s)
{
    q->submitted = __atomic_load_n(&s->submitted, __ATOMIC_RELAXED);
    if (!q->begun)
        q->taken = __atomic_load_n(&s->completed, __ATOMIC_RELAXED);
    if (q->submitted - q->taken > QUEUE_SLOTS)
        return -PE_PROTO;
    q->begun = true;
    return 0;
}

long queue_begin(struct queue_client *q, struct queue_shared **s)
{
    const bool recovered = postern_lock(&q->lock) == POSTERN_RECOVERED;

    *s = queue_show(q);
    long error = recovered || !q->begun ? adopt(q, *s) : 0;
    while (error == 0 && q->taken != q->submitted)
        if ((error = queue_wait(q, *s)) == 0)
            queue_drop(q);
    return error;
}

void queue_end(struct queue_client *q)
{
    queue_hide();
    postern_unlock(&q->lock);
}
