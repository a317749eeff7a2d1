/* Memory that its owner may lend out for longer than a call: a data segment, and a keepable alias of it.
 *
 * What a service is granted of the alias, it may give a device to hold. Withdrawing the alias ends that at once, wherever it is
 * held, and leaves the segment and its contents as they are. Load `alias` (postern_load) to work with it. */
#ifndef POSTERN_BUFFER_H
#define POSTERN_BUFFER_H

#include "postern/syscall.h"

struct postern_buffer {
    long segment, alias; /* selectors */
};

/* `size` bytes, zeroed, of the caller's quota; the alias gives `perms` (SYS_PERM_R, SYS_PERM_W). 0 or an error. */
static inline long postern_buffer_new(struct postern_buffer *b, uint64_t size, uint64_t perms)
{
    b->segment = postern_seg_create(size, 0);
    if (b->segment < 0)
        return b->segment;
    b->alias = postern_seg_alias((uint64_t)b->segment, size, perms, 1);
    if (b->alias >= 0)
        return 0;
    postern_seg_destroy((uint64_t)b->segment);
    return b->alias;
}

/* Nobody reaches the memory by the alias any more. */
static inline long postern_buffer_withdraw(struct postern_buffer *b)
{
    return postern_seg_destroy((uint64_t)b->alias);
}

/* Memory and alias are gone. */
static inline long postern_buffer_free(struct postern_buffer *b)
{
    return postern_seg_destroy((uint64_t)b->segment);
}

#endif
