#include "wait.h"

#include "abi/errors.h"
#include "hw.h"
#include "limits.h"
#include "object.h"
#include "sched.h"
#include "table.h"
#include "thread.h"

enum { BUCKETS = 256 };
static struct queue bucket[BUCKETS];

/* Words of one page fall into different buckets, and pages start at different ones. */
static struct queue *bucket_of(uint64_t word)
{
    return &bucket[(word >> 2 ^ word >> 12) % BUCKETS];
}

uint64_t wait_resolve(uint64_t ptr, uint32_t *selector)
{
    unsigned sg = (unsigned)(ptr >> XS_OFFSET_BITS);
    uint64_t offset = ptr & ((1ull << XS_OFFSET_BITS) - 1);
    struct xs_reg image;

    if (sg == XS_SG_CODE) {
        *selector = hw_s1() & 0xffffff;
    } else if (sg == XS_SG_THREAD) {
        *selector = hw_s2() & 0xffffff; /* an interrupt thread's, where a handler asks */
    } else {
        hw_register(sg, &image);
        *selector = (uint32_t)xs_reg_selector(&image);
    }
    return table_find(xs_desc_root(&gst[*selector]) << PAGE_SHIFT, offset, 0);
}

void wait_on(struct thread *t, uint64_t word, uint32_t selector, uint64_t until)
{
    t->word = word;
    t->word_selector = selector;
    objects[selector].waited = true;
    sched_block(t, THREAD_WAITING, bucket_of(word), until);
}

/* Most urgent first: sched_block keeps every queue in that order. */
uint64_t wait_wake(uint64_t word, uint64_t count)
{
    uint64_t woken = 0;
    struct thread *next;
    for (struct thread *t = bucket_of(word)->head; t && woken < count; t = next) {
        next = t->next;
        if (t->word != word)
            continue;
        sched_wake(t, 0);
        woken++;
    }
    return woken;
}

void wait_revoke(uint32_t selector)
{
    if (!objects[selector].waited)
        return;
    for (unsigned b = 0; b < BUCKETS; b++) {
        struct thread *next;
        for (struct thread *t = bucket[b].head; t; t = next) {
            next = t->next;
            if (t->word_selector == selector)
                sched_wake(t, -PE_REVOKED);
        }
    }
}
