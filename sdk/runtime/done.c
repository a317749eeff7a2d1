#include "postern/done.h"

long xs_done_call(uint64_t id, long result, uint64_t entry, uint64_t gate); /* done_call.S */

long postern_take_offer(struct postern_done *done)
{
    long taken = postern_ecall0(SYS_GATE_TAKE);
    if (taken < 0)
        return taken;
    *done = (struct postern_done){.entry = (uint64_t)taken & 0xffff, .gate = (uint64_t)taken >> 16};
    return 0;
}

long postern_done(const struct postern_done *done, uint64_t id, long result)
{
    return xs_done_call(id, result, done->entry, done->gate % 64);
}
