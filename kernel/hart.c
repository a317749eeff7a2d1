#include "hart.h"

#include "handler.h"
#include "hw.h"
#include "lock.h"
#include "page.h"
#include "sched.h"
#include "thread.h"

enum { STACK_PAGES = 8 };

struct hart harts[HARTS_MAX];
unsigned hart_count = 1;

/* A hart that the firmware does not start leaves a gap: the others run. */
bool harts_start(uint64_t count)
{
    uint64_t self = hart_self()->id;

    hart_self()->started = true;
    if (count > HARTS_MAX)
        count = HARTS_MAX;
    if (count <= 1)
        return true;
    kernel_shared = true;
    hart_count = (unsigned)count;
    hw_share_traps();
    lock_take();
    for (uint64_t id = 0; id < count; id++) {
        if (id == self)
            continue;
        uint64_t pa = page_alloc(STACK_PAGES);
        if (!pa)
            return false;
        harts[id].stack = (uint64_t)hw_ptr(pa) + STACK_PAGES * PAGE_SIZE;
        sched_init(id);
        harts[id].started = hw_start_hart(id, &harts[id]);
        if (!harts[id].started)
            page_free(pa, STACK_PAGES);
    }
    return true;
}

struct thread *hart_enter(void)
{
    lock_take();
    return sched_next();
}

/* Nothing but the state changes hands here; who asked has the lock. */
void hart_answer(void)
{
    struct hart *self = hart_self();

    hw_clear_ipi();
    handler_ended(self->current);
    if (self->loaded)
        hw_save(&self->loaded->ctx);
    self->loaded = 0;
    sched_charge(0);
    __atomic_store_n(&self->asked, 0, __ATOMIC_RELEASE);
}

void hart_forget(const struct thread *t)
{
    struct hart *self = hart_self();
    if (self->charged == t)
        sched_charge(0);
    for (unsigned n = 0; n < hart_count; n++) /* after a switch by the fast path it is charged where it does not run */
        if (harts[n].charged == t)
            harts[n].charged = 0;
    if (self->loaded == t)
        self->loaded = 0;
    if (self->current == t)
        self->current = 0;
}

void hart_stop(struct hart *h)
{
    struct thread *t = h->current;

    if (h == hart_self() || !t)
        return;
    __atomic_store_n(&h->asked, 1, __ATOMIC_RELEASE);
    hw_send_ipi(h->id);
    while (__atomic_load_n(&h->asked, __ATOMIC_ACQUIRE))
        hw_watch(&h->asked, 1);
    h->current = 0;
    sched_preempted(h, t);
}

void hart_stop_thread(struct thread *t)
{
    for (unsigned n = 0; n < hart_count && t->state == THREAD_RUNNING; n++)
        if (harts[n].current == t)
            hart_stop(&harts[n]);
}

/* A thread that is taken off its hart makes its system call anew: asked about without a pause it would never come to make one. */
bool hart_ask(struct thread *t)
{
    uint64_t now = hw_time();

    if (t->state != THREAD_RUNNING || t == hart_self()->current)
        return true;
    if (t->asked_at && now - t->asked_at < ASK_TICKS)
        return false;
    t->asked_at = now;
    hart_stop_thread(t);
    return true;
}

void hart_bind(struct thread *t, unsigned bound)
{
    hart_stop_thread(t);
    t->bound = (uint8_t)bound;
    if (t->state != THREAD_READY)
        return;
    queue_remove(t);
    sched_ready(t);
}

void harts_stop(void)
{
    for (unsigned n = 0; n < hart_count; n++)
        hart_stop(&harts[n]);
}

/* --- who is told -------------------------------------------------------------------------------------------- */
/* Grows with the urgency of what the hart does. A thread of priority p makes a hart below 2p + 1 choose anew: one that runs
 * somebody equally urgent without a time slice must begin to count it. */
static int level_of(const struct hart *h)
{
    if (h->idle)
        return -1;
    return 2 * h->current->priority + (h->slice_end != UINT64_MAX);
}

/* A hart with neither is in the kernel already, on its way to choose. */
static bool would_be_told(const struct hart *h)
{
    return h->started && h != hart_self() && !h->poked && (h->idle || h->current);
}

static void tell(struct hart *h)
{
    h->poked = true;
    hw_send_ipi(h->id);
}

static struct hart *least_urgent(void)
{
    struct hart *least = 0;
    for (unsigned n = 0; n < hart_count; n++)
        if (would_be_told(&harts[n]) && (!least || level_of(&harts[n]) < level_of(least)))
            least = &harts[n];
    return least;
}

static void tell_of_own(void)
{
    for (unsigned n = 0; n < hart_count; n++)
        if (would_be_told(&harts[n]) && level_of(&harts[n]) < 2 * ready_top(&harts[n].ready) + 1)
            tell(&harts[n]);
}

/* Each of these takes a thread without being told again. */
static unsigned on_their_way(void)
{
    unsigned sum = 0;
    for (unsigned n = 0; n < hart_count; n++) {
        const struct hart *h = &harts[n];
        sum += h->started && h != hart_self() && (h->poked || (!h->idle && !h->current));
    }
    return sum;
}

/* One hart for each thread, the most urgent first. */
static void tell_of_shared(void)
{
    unsigned coming = on_their_way();
    for (uint64_t bits = shared_ready.bits; bits;) {
        int p = 63 - __builtin_clzll(bits);
        for (const struct thread *t = shared_ready.queue[p].head; t; t = t->next) {
            if (coming) {
                coming--;
                continue;
            }
            struct hart *h = least_urgent();
            if (!h || level_of(h) >= 2 * p + 1)
                return;
            tell(h);
        }
        bits &= ~(1ull << p);
    }
}

void harts_tell(void)
{
    if (!kernel_shared)
        return;
    tell_of_own();
    tell_of_shared();
}

void hart_heed(void)
{
    if (!kernel_shared)
        return;
    hw_clear_ipi();
    hart_self()->poked = false;
}
