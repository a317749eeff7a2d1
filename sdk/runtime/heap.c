#include "heap.h"

#include <stdatomic.h>
#include <stdint.h>

#include "heap_class.h"

/* Before every block. `back` is the distance from an aligned block's header to that of the block it was cut
 * from, 0 for a block as it is. */
struct header {
    uint32_t mark;
    uint32_t class;
    uint64_t back;
};
_Static_assert(sizeof(struct header) == HEAP_ALIGN, "blocks follow their headers aligned");

struct free_block {
    struct header header;
    struct free_block *next;
};

enum { MARK_USED = 0x48454150, MARK_FREE = 0x46524545, GROW = 65536 };

static struct free_block *free_list[HEAP_CLASSES];
static char *fresh, *fresh_end; /* never used yet; nothing where fresh_end is below fresh */

/* The thread may be killed between any two instructions: what stands before is written before what stands after. */
static void in_order(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

static size_t fresh_bytes(void)
{
    return fresh_end > fresh ? (size_t)(fresh_end - fresh) : 0;
}

/* Brings [fresh, fresh_end) nearer to `size` bytes; what was left is given up where memory is not contiguous. */
static int grow(size_t size)
{
    size_t have = fresh_bytes();
    size_t want = size - have > GROW ? size - have : GROW;
    char *more = heap_port_more(want);
    if (!more && want > size - have)
        more = heap_port_more(want = size - have);
    if (!more)
        return 0;
    if (more == fresh_end && fresh <= fresh_end) {
        fresh_end += want;
        return 1;
    }
    fresh = more + want; /* nothing, until both ends are right */
    in_order();
    fresh_end = more + want;
    in_order();
    fresh = more;
    return 1;
}

static struct header *take_fresh(unsigned class)
{
    size_t size = sizeof(struct header) + heap_class_size(class);
    while (fresh_bytes() < size)
        if (!grow(size))
            return NULL;
    struct header *h = (struct header *)fresh;
    fresh += size;
    return h;
}

static struct header *take(unsigned class)
{
    struct free_block *b = free_list[class];
    if (!b)
        return take_fresh(class);
    free_list[class] = b->next;
    return &b->header;
}

static void *place(struct header *h, unsigned class, size_t align)
{
    uintptr_t block = (uintptr_t)(h + 1);
    uintptr_t aligned = (block + align - 1) & ~(uintptr_t)(align - 1);
    *h = (struct header){.mark = MARK_USED, .class = class};
    if (aligned != block)
        ((struct header *)aligned)[-1] = (struct header){.mark = MARK_USED, .class = class, .back = aligned - block};
    return (void *)aligned;
}

void *heap_alloc(size_t align, size_t size)
{
    if (align < HEAP_ALIGN)
        align = HEAP_ALIGN;
    if (size > HEAP_LARGEST || align > HEAP_LARGEST)
        return NULL;
    unsigned class = heap_class(size + align - HEAP_ALIGN);
    heap_port_lock();
    struct header *h = take(class);
    heap_port_unlock();
    return h ? place(h, class, align) : NULL;
}

/* The header of the whole block that `block` lies in. */
static struct header *header_of(const void *block)
{
    struct header *h = (struct header *)block - 1;
    if ((uintptr_t)block % HEAP_ALIGN || h->mark != MARK_USED || h->class >= HEAP_CLASSES)
        heap_port_bad(block);
    return (struct header *)((char *)h - h->back);
}

void heap_free(void *block)
{
    if (!block)
        return;
    struct header *h = header_of(block);
    struct free_block *b = (struct free_block *)h;
    ((struct header *)block)[-1].mark = MARK_FREE;
    h->mark = MARK_FREE;
    heap_port_lock();
    b->next = free_list[h->class];
    in_order();
    free_list[h->class] = b;
    heap_port_unlock();
}

size_t heap_usable(const void *block)
{
    const struct header *h = header_of(block);
    return heap_class_size(h->class) - (size_t)((const char *)block - (const char *)(h + 1));
}
