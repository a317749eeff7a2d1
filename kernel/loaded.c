#include "loaded.h"

void loaded_sync(struct thread *t)
{
    hart_stop_thread(t);
    if (hart_self()->loaded != t)
        return;
    hw_save(&t->ctx);
    hart_self()->loaded = 0;
}

uint64_t loaded_lsp(const struct thread *t)
{
    return hart_self()->loaded == t ? hw_lsp() : t->ctx.lsp;
}

uint64_t loaded_s1(const struct thread *t)
{
    return hart_self()->loaded == t ? hw_s1() : t->ctx.s1;
}

uint64_t loaded_deadline(const struct thread *t)
{
    return hart_self()->loaded == t ? hw_deadline() : t->ctx.dl;
}
