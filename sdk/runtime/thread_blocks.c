/* One thread-local block per (service, thread), found by enter_tls.S through thread_blocks.
 *
 * A node never changes while its thread lives, so the entry's two loads need no lock: a hash slot may be
 * repointed at any time, but the node that it is read from stays what it is. A node of a dead thread is
 * given to the next new thread. Runs without TLS, hence without errno: heap.h, not malloc. */
#include <stdatomic.h>
#include <string.h>

#include "heap.h"
#include "postern/lock.h"
#include "postern/syscall.h"
#include "thread.h"

enum { SLOTS = 64 };

struct node {
    uint64_t tid;
    struct node *next; /* in `all` */
    uint64_t pad[6];
    char block[]; /* at 64: enter_tls.S knows */
};
_Static_assert(sizeof(struct node) == 64, "enter_tls.S adds it");

_Atomic(struct node *) thread_blocks[SLOTS];
static struct node *all;
static struct postern_lock lock;

/* The thread may be killed in here: a node is nobody's until it is whole. */
static void in_order(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

static struct node *find(uint32_t tid)
{
    for (struct node *n = all; n; n = n->next)
        if (n->tid == tid)
            return n;
    return NULL;
}

static struct node *reuse_dead(void)
{
    for (struct node *n = all; n; n = n->next)
        if (postern_frame_alive(n->tid, 0) == 0)
            return n;
    return NULL;
}

static struct node *fresh_node(void)
{
    struct node *n = heap_alloc(64, sizeof *n + thread_block_size());
    if (!n)
        return NULL;
    n->tid = 0;
    n->next = all;
    in_order();
    all = n;
    return n;
}

static struct node *new_node(uint32_t tid)
{
    struct node *n = reuse_dead();
    if (!n)
        n = fresh_node();
    if (!n)
        return NULL;
    n->tid = 0;
    in_order();
    memset(n->block, 0, thread_block_size());
    thread_fill_block(n->block);
    in_order();
    n->tid = tid;
    return n;
}

void *postern_tls_make(uint32_t tid)
{
    (void)postern_lock(&lock);
    struct node *n = find(tid);
    if (!n)
        n = new_node(tid);
    if (n)
        atomic_store(&thread_blocks[tid % SLOTS], n);
    postern_unlock(&lock);
    return n ? n->block : NULL;
}
