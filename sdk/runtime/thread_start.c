#include "postern/thread.h"

#include <string.h>

#include "abi/errors.h"
#include "abi/layout.h"
#include "heap.h"
#include "postern/syscall.h"
#include "thread.h"

/* What a new thread finds in a0; its thread-local block follows. thread_enter.S knows the first two words. */
struct start {
    void (*run)(struct start *); /* thread_run */
    char *block;
    void (*function)(void *);
    void *arg;
    uint64_t pad[4];
    char tls[];
};
_Static_assert(sizeof(struct start) == 64, "the block is aligned to 64");

extern char thread_enter[];

/* The record is given back by the thread itself: heap.h and system calls use no thread-local storage. */
static _Noreturn void thread_run(struct start *s)
{
    s->function(s->arg);
    heap_free(s);
    postern_exit(0);
}

long postern_thread_start(void (*function)(void *), void *arg, uint64_t stack, unsigned priority)
{
    struct start *s = heap_alloc(64, sizeof *s + thread_block_size());
    if (!s)
        return -PE_NOMEM;
    *s = (struct start){.run = thread_run, .block = s->tls, .function = function, .arg = arg};
    memset(s->tls, 0, thread_block_size());
    thread_fill_block(s->tls);
    uint64_t entry = (uint64_t)thread_enter & ~((uint64_t)XS_SG_CODE << XS_OFFSET_BITS);
    long tid = postern_thread_create(POSTERN_SELF, entry, (uint64_t)s, stack, priority);
    if (tid < 0)
        heap_free(s);
    return tid;
}
