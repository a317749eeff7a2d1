/* Gates: which are sound, and the seal that puts them in force. */
#include "abi/errors.h"
#include "abi/syscalls.h"
#include "hw.h"
#include "program.h"
#include "table.h"
#include "text.h"

static bool gate_is_sound(const struct program *p, const struct xs_gate *g)
{
    unsigned prot = 0;
    struct xs_gate known = {0};

    if (!xs_gate_valid(g))
        return g->w[0] == 0 && g->w[1] == 0 && g->w[2] == 0 && g->w[3] == 0;
    xs_gate_set_entry(&known, xs_gate_entry(g));
    xs_gate_set_valid(&known, 1);
    xs_gate_set_protect(&known, xs_gate_protect(g));
    xs_gate_set_fp(&known, xs_gate_fp(g));
    xs_gate_set_kind(&known, xs_gate_kind(g));
    xs_gate_set_nonreentrant(&known, xs_gate_nonreentrant(g));
    xs_gate_set_args(&known, xs_gate_args(g));
    xs_gate_set_results(&known, xs_gate_results(g));
    xs_gate_set_fargs(&known, xs_gate_fargs(g));
    xs_gate_set_fresults(&known, xs_gate_fresults(g));
    xs_gate_set_stack(&known, xs_gate_stack(g));
    xs_gate_set_frames(&known, xs_gate_frames(g));
    xs_gate_set_time(&known, xs_gate_time(g));
    if (memcmp(&known, g, sizeof known) != 0 || xs_gate_entry(g) % 2)
        return false;
    if (xs_gate_kind(g) >= XS_GATE_INTERRUPT && xs_gate_fp(g)) /* what is in the FP file is another's */
        return false;
    return table_find(p->root, xs_gate_entry(g), &prot) && prot & SYS_PROT_X;
}

/* A cleanup gate finds the stack that was there for any gate which is called. */
static bool cleanup_is_sound(struct program *p, uint32_t count)
{
    uint64_t least = UINT64_MAX;

    for (uint32_t i = 0; i < count; i++) {
        const struct xs_gate *g = &p->gates[i];
        if (!xs_gate_valid(g))
            continue;
        if (xs_gate_kind(g) <= XS_GATE_CALLBACK)
            least = xs_gate_stack(g) < least ? xs_gate_stack(g) : least;
        if (xs_gate_kind(g) == XS_GATE_CLEANUP && p->cleanup)
            return false;
        if (xs_gate_kind(g) == XS_GATE_CLEANUP)
            p->cleanup = i + 1;
    }
    return !p->cleanup || xs_gate_stack(&p->gates[p->cleanup - 1]) <= least;
}

int program_seal(struct program *p, const struct xs_gate *gates, uint32_t count)
{
    if (count > XS_GATES_MAX)
        return -PE_INVAL;
    for (uint32_t i = 0; i < count; i++) {
        struct xs_gate *g = &p->gates[i]; /* not in force yet: gate_count is 0 */
        *g = gates[i];
        if (g->w[0] >> XS_OFFSET_BITS == XS_SG_CODE) /* an address as linked */
            g->w[0] = xs_gate_entry(g);
        if (!gate_is_sound(p, g))
            return -PE_INVAL;
        p->serves |= xs_gate_valid(g) && xs_gate_kind(g) == XS_GATE_CALL;
    }
    p->cleanup = 0;
    if (!cleanup_is_sound(p, count))
        return -PE_INVAL;
    p->gate_count = count;
    p->state = PROGRAM_LIVE;
    hw_fence_code();
    hw_drop_gates(p->selector);
    program_write_desc(p);
    return 0;
}
