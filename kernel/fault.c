#include "fault.h"

#include "abi/causes.h"
#include "abi/errors.h"
#include "frame.h"
#include "hart.h"
#include "hw.h"
#include "ipc.h"
#include "loaded.h"
#include "object.h"
#include "panic.h"
#include "program.h"
#include "thread.h"
#include "unwind.h"

bool fault_tell = true;

static const char *reason_text(uint64_t reason)
{
#define X(name, number, text) [number] = text,
    static const char *const texts[] = {XS_REASONS(X)};
#undef X
    const char *text = reason < sizeof texts / sizeof *texts ? texts[reason] : 0;
    return text ? text : "unknown reason";
}

static const char *plain_cause(uint64_t cause)
{
    static const char *const texts[] = {
        [0] = "jumped to a misaligned address",     [1] = "ran where no memory is",
        [2] = "executed an illegal instruction",    [3] = "executed a breakpoint",
        [4] = "loaded from a misaligned address",   [5] = "loaded where no memory is",
        [6] = "stored to a misaligned address",     [7] = "stored where no memory is",
        [12] = "ran a page that is not there",      [13] = "loaded from a page that is not there",
        [15] = "stored to a page that is not there"};
    const char *text = cause < sizeof texts / sizeof *texts ? texts[cause] : 0;
    return text ? text : "raised an unknown exception";
}

static const char *name_of(uint64_t s1)
{
    uint32_t selector = s1 & 0xffffff;
    return selector < XS_GST_ENTRIES && objects[selector].type == OBJ_PROGRAM ? objects[selector].name : "(revoked)";
}

static void tell_who(const struct thread *t)
{
    const struct xs_frame *f = hw_ptr(frame_newest(t));
    if (xs_frame_kind(f) == XS_FRAME_BOTTOM) {
        say("fault: program `%s`", name_of(loaded_s1(t)));
        return;
    }
    uint64_t caller = xs_frame_s1_selector(f) | xs_frame_s1_generation(f) << 32;
    say("fault: service `%s`, called by `%s`,", name_of(loaded_s1(t)), name_of(caller));
}

static void tell_what(uint64_t cause, uint64_t tval, uint64_t info)
{
    static const char *const verbs[] = {"run", "read", "write", "reach"};
    uint64_t reason = info & 0xff, sg = info >> 12 & 15;

    switch (cause) {
    case XS_CAUSE_SEGMENT_ACCESS:
        say(" tried to %s 0x%lx through sg%lu:\n       %s", verbs[info >> 8 & 3], tval, sg, reason_text(reason));
        break;
    case XS_CAUSE_SEGMENT_LOAD: say(" could not load a segment register (0x%lx): %s", tval, reason_text(reason)); break;
    case XS_CAUSE_FAR_RETURN: say(" could not return: %s", reason_text(reason)); break;
    default: say(" %s (0x%lx)", plain_cause(cause), tval); break;
    }
}

static void tell(const struct thread *t, uint64_t cause, uint64_t tval, uint64_t info)
{
    tell_who(t);
    tell_what(cause, tval, info);
    say(" (thread %u, pc 0x%lx)\n", t->tid, t->ctx.pc);
}

void fault_tell_handler(unsigned source, uint64_t cause, uint64_t tval, uint64_t info, uint64_t pc)
{
    if (!fault_tell)
        return;
    if (cause == XS_CAUSE_INTERRUPT) {
        say("fault: interrupt %u is masked: %s\n", source, reason_text(info & 0xff));
        return;
    }
    say("fault: the handler of interrupt %u, in `%s`,", source, name_of(hw_s1()));
    tell_what(cause, tval, info);
    say(" (pc 0x%lx)\n", pc);
}

/* A refused call changed nothing. Its maker learns so in t0, as from a call that was unwound, and goes on: that a
 * service is not granted, or is gone, is an error like another. */
static void refuse_call(struct thread *t, uint64_t reason)
{
    int error = PE_REFUSED;
    if (reason == XS_REASON_SELECTOR || reason == XS_REASON_CALLER)
        error = PE_NOENT;
    if (reason == XS_REASON_STALE)
        error = PE_REVOKED;
    if (reason == XS_REASON_TIME)
        error = PE_TIMEOUT;
    if (reason == XS_REASON_GATE_MASK || reason == XS_REASON_THREAD_VST)
        error = PE_PERM;
    t->ctx.pc += 4;
    *context_x(&t->ctx, REG_T0) = (uint64_t) - (int64_t)error;
}

/* A return to a caller that died during the call is nobody's mistake: the frames above it just go, and who is left
 * is told that what it called has been killed. Nor is a deadline: whoever set it is told. */
void fault_handle(struct thread *t, uint64_t cause, uint64_t tval, uint64_t info)
{
    bool orphan = cause == XS_CAUSE_FAR_RETURN && (info & 0xff) == XS_REASON_RETURN_STALE;

    if (cause == XS_CAUSE_FAR_CALL) {
        refuse_call(t, info & 0xff);
        return;
    }
    bool expected = orphan || cause == XS_CAUSE_DEADLINE || unwind_cleaned(t);
    if (fault_tell && !expected)
        tell(t, cause, tval, info);
    unwind(t, orphan ? PE_KILLED : cause == XS_CAUSE_DEADLINE ? PE_TIMEOUT : PE_CALLEE, STATUS_CAUSE + cause);
    if (hart_self()->current == t)
        t->unwound = false;
}
