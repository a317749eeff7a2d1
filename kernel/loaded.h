/* Where the segment and FP state of a thread is: on the hart whose `loaded` it is, or in its context. */
#pragma once
#include <stdint.h>

#include "hart.h"
#include "hw.h"
#include "lock.h"
#include "thread.h"

/* Whose state this hart holds has it in its context, unless it is t, who runs next (NULL: nobody does). With several harts a thread's
 * state is on a hart only while it runs there. */
static inline void loaded_keep(const struct thread *t)
{
    struct hart *self = hart_self();
    if (!self->loaded || self->loaded == t || (!t && !kernel_shared))
        return;
    hw_save(&self->loaded->ctx);
    self->loaded = 0;
}

/* This hart holds the state of t. */
static inline void loaded_bring(struct thread *t)
{
    loaded_keep(t);
    if (hart_self()->loaded != t)
        hw_load(&t->ctx);
    hart_self()->loaded = t;
}

/* Brings a thread's state into its context; from another hart, where it then runs no more. */
void loaded_sync(struct thread *t);
/* What xlsp, xs1 and xdl are, or would be, for the thread, which does not run on another hart. */
uint64_t loaded_lsp(const struct thread *t);
uint64_t loaded_s1(const struct thread *t);
uint64_t loaded_deadline(const struct thread *t);
