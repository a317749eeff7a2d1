#include "postern/ipc.h"
#include "postern/syscall.h"

enum { SMALLEST = 65536 };

/* Keepable, so that a driver among the servers may have its device read and write it. A new buffer in place of the old one, at least twice as large: nobody comes here often. */
static long replace(struct ipc_session *s, uint64_t size)
{
    uint64_t room = s->size ? s->size : SMALLEST;
    while (room < size)
        room *= 2;
    struct postern_buffer fresh;
    long error = postern_buffer_new(&fresh, room, SYS_PERM_R | SYS_PERM_W);
    if (error < 0)
        return error;
    error = postern_ecall2(SYS_IPC_SHARE, s->endpoint->selector, (uint64_t)fresh.alias);
    if (error < 0) {
        postern_buffer_free(&fresh);
        return error;
    }
    if (s->size)
        postern_buffer_free(&s->buffer);
    s->buffer = fresh;
    s->segment = (uint64_t)fresh.alias;
    atomic_signal_fence(
        memory_order_seq_cst); /* a thread that dies here leaves too small a size, not too large a one */
    s->size = room;
    return 0;
}

long ipc_begin(struct ipc_session *s, uint64_t size)
{
    if (size > IPC_LARGEST)
        return -PE_2BIG;
    (void)postern_lock(&s->lock);
    long error = size > s->size ? replace(s, size) : 0;
    if (error < 0)
        postern_unlock(&s->lock);
    return error;
}

int ipc_string(char *to, const char *from, uint64_t max)
{
    const volatile char *source = from;
    for (uint64_t i = 0; i < max; i++)
        if (!(to[i] = source[i]))
            return 1;
    return 0;
}

uint64_t ipc_string_bytes(const char *s, uint64_t max)
{
    uint64_t len = strnlen(s, max);
    return len < max ? len + 1 : 0;
}
