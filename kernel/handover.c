/* What named a program's last instance is made to name its next one; but for gates that were taken of it (sys_offer.c marks
 * them in `soft`): the next one has offered none. */
#include "program.h"
#include "thread.h"
#include "vst.h"

static void hand_over_in(const struct vst *v, uint64_t from, uint64_t to)
{
    for (uint32_t i = 1; i < v->count; i++) {
        struct xs_vste e = v->entry[i];
        if (!xs_vste_valid(&e) || xs_vste_soft(&e) || (xs_vste_selector(&e) | xs_vste_generation(&e) << 32) != from)
            continue;
        xs_vste_set_generation(&e, to >> 32);
        vst_put(v, i, &e);
    }
}

void program_hand_over(uint64_t from, uint64_t to)
{
    for (struct program *p = program_first; p; p = p->next)
        if (p->vst)
            hand_over_in(&(struct vst){p->selector, p->vst_count, p->vst}, from, to);
    for (uint32_t i = 0; i < thread_span; i++)
        if (threads[i])
            hand_over_in(&(struct vst){threads[i]->selector, THREAD_VST, threads[i]->vst}, from, to);
}
