#include "trap.h"

#include "fault.h"
#include "handler.h"
#include "hw.h"
#include "irq.h"
#include "lock.h"
#include "panic.h"
#include "sched.h"
#include "syscall.h"
#include "thread.h"

enum { CAUSE_SOFTWARE = 1, CAUSE_TIMER = 5, CAUSE_EXTERNAL = 9, CAUSE_ECALL = 8 };
#define CAUSE_INTERRUPT (1ul << 63)

struct thread *trap_user(void)
{
    uint64_t cause = hw_cause();

    if (!lock_take())
        return sched_next();
    struct thread *t = hart_self()->current;
    bool plain = cause == CAUSE_ECALL && !hw_running(); /* most of all traps: nothing of handlers is in it */
    if (!plain && handler_trap(t, cause))
        return sched_next();
    switch (cause) {
    case CAUSE_INTERRUPT | CAUSE_SOFTWARE: break; /* another hart says: choose anew */
    case CAUSE_INTERRUPT | CAUSE_TIMER: sched_tick(); break;
    case CAUSE_INTERRUPT | CAUSE_EXTERNAL: irq_fire(); break;
    case CAUSE_ECALL:
        t->ctx.pc += 4;
        syscall_enter(t);
        break;
    default:
        if (cause & CAUSE_INTERRUPT)
            panic("interrupt %lu, which was never enabled", cause & ~CAUSE_INTERRUPT);
        fault_handle(t, cause, hw_tval(), hw_info());
        break;
    }
    return sched_next();
}

_Noreturn void trap_kernel(uint64_t cause, uint64_t pc, uint64_t value)
{
    panic("exception %lu in the kernel at 0x%lx, value 0x%lx, reason %lu", cause, pc, value, hw_info() & 0xff);
}
