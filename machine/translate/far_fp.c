/* Protected calls into gates that use FP, and their returns: registers and fcsr by C, the rest of the way by translated code. */
#include <string.h>

#include "core/fp_env.h"
#include "segment/call.h"
#include "segment/frame.h"
#include "translate/far_emit.h"

/* FS is Dirty, as after any write of FP registers. */
static void finish(struct hart *h, const struct far_side *at, unsigned counter)
{
    h->segment.fpe = at->fp_lacks == 0;
    h->csr.mstatus |= MSTATUS_FS;
    h->counters.n[counter] += 1 + XS_SAVED;
    h->native.asked = NULL;
    fp_update(h);
}

static void save(struct hart *h, const struct far_site *site)
{
    uint64_t saved[XS_SAVED];
    fp_collect(h);
    for (unsigned i = 0; i < XS_SAVED; i++)
        saved[i] = h->f[xs_saved_number(i)];
    memcpy(site->host + XS_FRAME_FCSR_OFFSET, &h->fcsr, sizeof h->fcsr);
    memcpy(site->host + XS_FRAME_FREGS, saved, sizeof saved);
    xs_clear_registers(h->f, site->fp_arguments);
    h->fcsr = 0;
    finish(h, site->callee, XS_CTR_FRAME_WRITES);
}

static void restore(struct hart *h, const struct far_site *site)
{
    uint64_t saved[XS_SAVED];
    fp_collect(h);
    xs_clear_registers(h->f, site->fp_results);
    memcpy(saved, site->host + XS_FRAME_FREGS, sizeof saved);
    memcpy(&h->fcsr, site->host + XS_FRAME_FCSR_OFFSET, sizeof h->fcsr);
    for (unsigned i = 0; i < XS_SAVED; i++)
        h->f[xs_saved_number(i)] = saved[i];
    finish(h, site->caller, XS_CTR_FRAME_READS);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_save_fp(struct hart *h)
{
    save(h, h->native.asked);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void native_restore_fp(struct hart *h)
{
    restore(h, h->native.asked);
}

/* rdx: the site, at which execution goes on at `way`. */
static const void *emit_way(struct translator *t, struct out *o, void (*function)(struct hart *h), int32_t way)
{
    uint8_t *stub = o->at;
    emit_find_stub(o, function);
    const void *begins = code_runs_at(&t->code, o->at);
    emit_rh(o, true, MOV_STORE, SITE, HART_AT(native.asked));
    emit_call(o, stub);
    emit_rx(o, false, 0, GROUP5, GROUP5_JUMP, SITE, NO_INDEX, way);
    return begins;
}

void far_fp_stubs(struct translator *t, struct out *o)
{
    t->save_fp = emit_way(t, o, native_save_fp, SITE_AT(protected_entry));
    t->restore_fp = emit_way(t, o, native_restore_fp, SITE_AT(protected_behind));
}
