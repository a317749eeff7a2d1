#include "binding.h"

#include "abi/errors.h"
#include "abi/platform.h"
#include "abi/syscalls.h"
#include "hart.h"
#include "hw.h"
#include "memory.h"
#include "object.h"
#include "table.h"
#include "text.h"

/* Every level may be interrupted once by each above it: state, frame and what its gate declares. */
enum {
    LINKAGE = (XS_LEVELS - 1) * (2 + IRQ_FRAMES) * XS_FRAME_SIZE,
    LINKAGE_AT = (sizeof(struct handlers) + 63) & ~63
};
_Static_assert(XS_SOURCES == PLAT_PLIC_SOURCES + 1, "a binding for each source");
_Static_assert(IRQ_BUDGET == SLICE_TICKS * PLAT_INSTRUCTIONS_PER_TICK, "a time slice");
_Static_assert(IRQ_STACK <= XS_ISTACK_MAX && IRQ_STACK % PAGE_SIZE == 0, "the hart wipes at most so much");

static struct handlers *of[HARTS_MAX];

void binding_init(void)
{
    memset(of, 0, sizeof of);
}

struct handlers *binding_of(uint64_t hart)
{
    return of[hart];
}

static int make_handlers(uint64_t hart)
{
    uint64_t pa;
    int error = memory_take(0, pages_of(LINKAGE_AT + LINKAGE), &pa);
    if (error < 0)
        return error;
    struct handlers *h = of[hart] = hw_ptr(pa);
    h->base = pa + LINKAGE_AT;
    h->limit = h->base + LINKAGE;
    h->idle.state = THREAD_DEAD;
    h->idle.ctx.dl = XS_NO_DEADLINE;
    text_copy(h->idle.name, "idle", NAME_SIZE);
    hw_set_handlers(hw_pa(h->binding), hw_pa(h->thread), h->base, h->limit);
    return 0;
}

static int make_stack(uint64_t *root)
{
    int error = table_new(0, root);
    if (error == 0)
        error = table_commit(0, *root, 0, IRQ_STACK, SYS_PROT_R | SYS_PROT_W);
    if (error < 0 && *root)
        table_free(0, *root, true);
    return error;
}

/* The interrupt thread of a level: a thread segment that is nobody else's. Its id is none that a thread ever has. */
static int make_thread(struct handlers *h, uint64_t hart, uint64_t level)
{
    uint64_t root = 0;
    struct xs_ithread *t = &h->thread[level];
    if (xs_ithread_valid(t))
        return 0;
    int error = make_stack(&root);
    if (error < 0)
        return error;
    uint32_t s = gst_alloc(OBJ_THREAD, 0, "interrupts");
    if (!s) {
        table_free(0, root, true);
        return -PE_NOSPC;
    }
    struct xs_desc d = {0};
    xs_desc_set_kind(&d, XS_KIND_THREAD);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_root(&d, root >> PAGE_SHIFT);
    xs_desc_set_limit(&d, IRQ_STACK);
    gst_write(s, &d);
    objects[s].pages = pages_of(IRQ_STACK);
    h->root[level] = root;
    xs_ithread_set_selector(t, s);
    xs_ithread_set_generation(t, gst_generation(s));
    xs_ithread_set_top(t, IRQ_STACK);
    xs_ithread_set_lw(t, IRQ_STACK);
    xs_ithread_set_tid(t, THREADS_MAX * (1 + hart * XS_LEVELS + level));
    xs_ithread_set_valid(t, 1);
    return 0;
}

/* Thousandths of a hart, rounded up. */
static uint64_t share_of(uint64_t budget, uint64_t period)
{
    uint64_t whole = period * PLAT_INSTRUCTIONS_PER_TICK;
    return (budget * 1000 + whole - 1) / whole;
}

static uint64_t shares_but(const struct handlers *h, uint64_t source)
{
    uint64_t sum = 0;
    for (uint64_t s = 1; s < XS_SOURCES; s++) {
        const struct xs_binding *b = &h->binding[s];
        if (s != source && xs_binding_valid(b))
            sum += share_of(xs_binding_budget(b), xs_binding_period(b));
    }
    return sum;
}

static bool is_sound(const struct binding_terms *t)
{
    const uint64_t most = 1ull << 40; /* no product below leaves 64 bits */
    return t->level >= 1 && t->level < XS_LEVELS && t->budget >= 1 && t->budget <= most && t->period >= 1 &&
           t->period <= most;
}

static void write_binding(struct xs_binding *b, const struct binding_terms *t)
{
    struct xs_binding head = {0};
    xs_binding_set_selector(&head, t->selector);
    xs_binding_set_generation(&head, gst_generation(t->selector));
    xs_binding_set_valid(&head, 1);
    *(volatile uint64_t *)&b->w[0] = 0;
    xs_binding_set_gate(b, t->gate);
    xs_binding_set_level(b, t->level);
    xs_binding_set_badge(b, t->badge);
    xs_binding_set_budget(b, t->budget);
    xs_binding_set_period(b, t->period);
    if (xs_binding_left(b) > t->budget)
        xs_binding_set_left(b, t->budget);
    *(volatile uint64_t *)&b->w[0] = head.w[0];
}

int binding_enter(uint64_t source, const struct binding_terms *terms)
{
    uint64_t hart = hart_self()->id;
    int error = 0;

    if (!is_sound(terms))
        return -PE_INVAL;
    if (!of[hart])
        error = make_handlers(hart);
    if (error == 0 && (terms->budget > IRQ_BUDGET ||
                       share_of(terms->budget, terms->period) + shares_but(of[hart], source) > IRQ_SHARE))
        error = -PE_QUOTA;
    if (error == 0)
        error = make_thread(of[hart], hart, terms->level);
    if (error == 0)
        write_binding(&of[hart]->binding[source], terms);
    return error;
}

void binding_remove(uint64_t hart, uint64_t source)
{
    *(volatile uint64_t *)&of[hart]->binding[source].w[0] = 0;
}

void binding_mask(uint64_t hart, uint64_t source, bool masked)
{
    struct xs_binding *b = &of[hart]->binding[source];
    xs_binding_set_masked(b, masked);
}
