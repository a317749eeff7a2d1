/* A program of the boot image is started again in its place (claim O10): its clients' entries lead to the new instance. One
 * ELF: the service (argument 1: its thread) and the client, who manages it. */
#include "bare.h"

enum {
    SERVICE = 1,
    OTHER = 1,
    MANAGED = 2,
    SHARED = 3,
    NARROW = 4,
    ROUNDS = 50,
    OWN = 0xffff,
    BADGE = 3,
    SLOW = 5,
    OBSERVER = 6,
    THREAD_ENTRY = 0x8001
};
static volatile u64 calls, thread_ran;

/* --- gates --- */
s64 gate0(void), gate1(void), gate2(u64), gate3(void), gate4(u64), gate6(u64);

s64 gate0(void)
{
    return (s64)++calls;
}
s64 gate1(void) /* who calls? */
{
    u64 badge;
    __asm__(XS_ASM_SG_QRY("%0", "x0", "x0", "0") : "=r"(badge));
    return (s64)badge;
}
s64 gate2(u64 ticks) /* stays; 0: for ever */
{
    s64 answer = CALL(SYS_WAIT, &calls, calls, ticks);
    return ticks & 1 ? *(volatile s64 *)0 : answer; /* odd: and faults */
}
s64 gate3(void)
{
    return (s64)thread_ran;
}
s64 gate4(u64 ticks) /* stays in another service */
{
    return far_call_gate(2, OTHER, 0, ticks, 0, 0, 0);
}
static volatile s64 begun, taken, pending;
enum { BEGIN, BEGUN, TAKE, PENDING, TAKEN };
s64 gate6(u64 what) /* what `other` knows of `slow` */
{
    switch (what) {
    case BEGIN: pending = CALL(SYS_GATE_TAKE); return ++begun;
    case BEGUN: return begun;
    case TAKE: return taken = CALL(SYS_GATE_TAKE);
    case PENDING: return pending;
    default: return far_call_gate(7, (u64)taken & 0xffff, 0, 0, 0, 0, 0);
    }
}
extern s64 gate0_gate(s64), gate1_gate(s64), gate2_gate(s64), gate3_gate(s64), gate4_gate(s64), gate5_gate(s64),
    gate6_gate(s64), gate7_gate(s64);
struct gate_record {
    u64 entry;
    u64 bits, needs, time;
    char interface[32], function[32];
};
#define GATE_OF(n, kind)                                                                              \
    {                                                                                                 \
        (u64) gate##n##_gate, 1 | 1 << 1 | kind << 3 | 0xff << 8 | 3 << 16, 512, 0, "test", "gate" #n \
    }
#define GATE(n) GATE_OF(n, XS_GATE_CALL)
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    GATE(0), GATE(1),
    GATE(2), GATE(3),
    GATE(4), {(u64)gate5_gate, 1 | XS_GATE_CLEANUP << 3, 512, 0, "test", "cleanup"},
    GATE(6), GATE_OF(7, XS_GATE_CALLBACK)};

/* --- client --- */
static volatile s64 inside;
static void sit_inside(void)
{
    inside = far_call_gate(2, SERVICE, 0, 0, 0, 0, 0);
    CALL(SYS_EXIT, 0);
}

static volatile s64 beyond;
static void sit_beyond(u64 odd)
{
    beyond = far_call_gate(4, SERVICE, 0, 20000 + odd, 0, 0, 0);
    CALL(SYS_EXIT, 0);
}

static s64 call(unsigned gate)
{
    return far_call_gate(gate, SERVICE, 0, 0, 0, 0, 0);
}

static s64 kill_and_restart(void)
{
    CALL(SYS_PROG_KILL, MANAGED);
    return CALL(SYS_PROG_RESTART, MANAGED);
}

static void refusals(void)
{
    is("what has not ended is not restarted", CALL(SYS_PROG_RESTART, MANAGED), -PE_BUSY);
    is("nor by who does not manage it", CALL(SYS_PROG_RESTART, SERVICE), -PE_PERM);
    is("nor a segment", CALL(SYS_PROG_RESTART, SHARED), -PE_INVAL);
    u64 own = (u64)CALL(SYS_CODE_CREATE, "x", 1, 16 * 4096, 4);
    CALL(SYS_PROG_KILL, own);
    is("nor what is not of the boot image", CALL(SYS_PROG_RESTART, own), -PE_INVAL);
    CALL(SYS_UNGRANT, OWN, own);
}

static void claim_O10(void)
{
    call(0);
    is("it counts its calls", call(0), 2);
    is("it knows its caller", call(1), BADGE);
    CALL(SYS_THREAD_CREATE, OWN, sit_inside, 0, 4096, 10);
    CALL(SYS_SLEEP, 1000);
    is("killed", CALL(SYS_PROG_KILL, MANAGED), 0);
    CALL(SYS_SLEEP, 1000);
    is("claim_O10_who_was_inside_is_told", inside, -PE_KILLED);
    is("claim_O10_a_call_before_the_restart_is_told", call(0), -PE_REVOKED);
    is("restarted", CALL(SYS_PROG_RESTART, MANAGED), 0);
    is("claim_O10_the_retry_succeeds_by_the_same_selector", call(0), 1);
    is("under the same badge", call(1), BADGE);
    CALL(SYS_SLEEP, 1000);
    is("its thread runs again", call(3), 1);
    is("the selector of the thread's table too", far_call(THREAD_ENTRY, 0, 0, 0, 0, 0), 2);
    is("claim_O10_no_entry_has_become_wider", far_call_gate(1, NARROW, 0, 0, 0, 0, 0), -PE_PERM);
    is("nor narrower", far_call(NARROW, 0, 0, 0, 0, 0), 3);
}

/* Its thread comes back when the caller in between is another instance than the one that called. */
static void returns(void)
{
    CALL(SYS_THREAD_CREATE, OWN, sit_beyond, 0, 16384, 10);
    CALL(SYS_SLEEP, 1000);
    is("restarted under a call", kill_and_restart(), 0);
    CALL(SYS_SLEEP, 30000);
    is("claim_O10_nobody_returns_into_the_next_instance", beyond, -PE_KILLED);
    CALL(SYS_THREAD_CREATE, OWN, sit_beyond, 1, 16384, 10);
    CALL(SYS_SLEEP, 1000);
    is("restarted again", kill_and_restart(), 0);
    CALL(SYS_SLEEP, 30000);
    is("claim_O4_a_fault_behind_a_dead_service_is_its_death", beyond, -PE_KILLED);
}

static u64 pages_free(void)
{
    struct info_kernel k;
    CALL(SYS_INFO, SYS_INFO_KERNEL, 0, &k, sizeof k);
    return k.pages_free;
}

static void leaks(void)
{
    kill_and_restart();
    u64 before = pages_free();
    s64 errors = 0;
    for (unsigned i = 0; i < ROUNDS; i++)
        errors += kill_and_restart();
    is("fifty restarts", errors, 0);
    is("claim_O10_restarts_leak_nothing", (s64)(before - pages_free()), 0);
    is("and the last one works", call(0), 1);
}

/* The thread of `slow`: its first instance has one gate taken, offers another, and stays where a cleanup gate ends its call. */
static _Noreturn void be_slow(void)
{
    if (far_call_gate(6, OTHER, 0, BEGIN, 0, 0, 0) == 1) {
        CALL(SYS_GATE_OFFER, OTHER, 7, 0);
        far_call_gate(6, OTHER, 0, TAKE, 0, 0, 0);
        CALL(SYS_GATE_OFFER, OTHER, 7, 0);
    }
    for (;;)
        far_call_gate(2, OTHER, 0, 0, 0, 0, 0);
}

/* --- `parent`, whom nobody manages but its child --- */
enum { PAGE = 4096, CHILD_PAGES = 32, GO = 3, MANAGE = 4 };

static void restart_parent(void)
{
    CALL(SYS_SLEEP, 1000);
    CALL(SYS_PROG_RESTART, 1);
    CALL(SYS_EXIT, 0);
}

static _Noreturn void be_parent(void)
{
    while (far_call_gate(6, OTHER, 0, BEGUN, 0, 0, 0) < GO)
        CALL(SYS_SLEEP, 1000);
    u64 first = SEGMENT(XS_SG_CODE) + PAGE, data = (u64)&calls & ~(PAGE - 1ul);
    u64 child = (u64)CALL(SYS_CODE_CREATE, "child", 5, CHILD_PAGES * PAGE, 4);
    s64 itself = CALL(SYS_GRANT, OWN, 0, OWN, MANAGE, 0, 0);
    CALL(SYS_CODE_WRITE, child, PAGE, first, data - first, 5);
    CALL(SYS_CODE_SEAL, child, 0, 0);
    CALL(SYS_GRANT, child, 1, itself, MANAGE, 0, 0);
    CALL(SYS_THREAD_CREATE, child, restart_parent, 0, PAGE, 10);
    for (;;)
        CALL(SYS_EXIT, 1);
}

static s64 observe(u64 what)
{
    return far_call_gate(6, OBSERVER, 0, what, 0, 0, 0);
}

static void an_end_that_takes_time(void)
{
    CALL(SYS_SLEEP, 1000);
    is("its gate was taken", observe(TAKEN), 0);
    CALL(SYS_PROG_KILL, SLOW);
    is("what is still ending is not restarted", CALL(SYS_PROG_RESTART, SLOW), -PE_BUSY);
    CALL(SYS_SLEEP, 1000);
    is("what has ended is", CALL(SYS_PROG_RESTART, SLOW), 0);
    CALL(SYS_SLEEP, 1000);
    is("the next instance has offered nothing", observe(PENDING), -PE_NOENT);
    is("nor was anything taken of it", observe(TAKEN), -PE_REVOKED);
}

static s64 programs(void)
{
    struct info_program p;
    s64 n = 0;
    while (CALL(SYS_INFO, SYS_INFO_PROGRAM, n, &p, sizeof p) > 0)
        n++;
    return n;
}

/* What `info` tells of the program with that name. */
static s64 restarts_of(const char *name)
{
    struct info_program p;
    for (u64 i = 0; CALL(SYS_INFO, SYS_INFO_PROGRAM, i, &p, sizeof p) > 0; i++) {
        u64 n = 0;
        while (name[n] && name[n] == p.name[n])
            n++;
        if (!name[n] && !p.name[n])
            return (s64)p.restarts;
    }
    return -1;
}

static void restarts_are_counted(void)
{
    s64 before = restarts_of("service");
    is("a client that is the first of its kind", restarts_of("client"), 0);
    kill_and_restart();
    kill_and_restart();
    is("who asks is told how often a program was made again", restarts_of("service") - before, 2);
    CALL(SYS_PROG_RESTART, MANAGED);
    is("a refused restart is none", restarts_of("service") - before, 2);
}

static void a_child_restarts_its_parent(void)
{
    s64 before = programs();
    observe(BEGIN);
    CALL(SYS_SLEEP, 2000);
    is("its child is there", programs(), before + 1);
    CALL(SYS_SLEEP, 5000);
    is("a child that restarts its parent ends, and with the last who managed it the parent goes", programs(),
       before - 1);
}

void start(u64 arg);
void start(u64 arg)
{
    if (arg == 3)
        be_parent();
    if (arg == 2)
        be_slow();
    if (arg) {
        thread_ran++;
        CALL(SYS_WAIT, &thread_ran, 1, 0);
    }
    truth("an entry in the thread's table", CALL(SYS_GRANT, 0xfffe, THREAD_ENTRY, SERVICE, 0, ~0ul, BADGE) > 0);
    refusals();
    claim_O10();
    returns();
    leaks();
    restarts_are_counted();
    an_end_that_takes_time();
    a_child_restarts_its_parent();
    done();
}
