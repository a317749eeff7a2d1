/* Cleanup gates: a service's lock and half-done work after its caller's thread was taken away from it. Client, two
 * services and a child are this ELF; gate 1 is the cleanup gate. */
#include "bare.h"

enum { SERVICE = 1, SELF = 1, MANAGED = 3, TIME = 16384 };
enum op { ECHO, BREAK, STAY, NEST, STATE, MANNERS, NAP };
enum manners { TIDY, LOOPS, FAULTS, SLEEPS, CALLS, READS_GRANTS, EXITS };
enum field { LOCK, HALF, CLEANED, ERROR, GATE, SERIAL_FITS, BADGE, ANSWER, ORDER };
#define WITHIN(n)    ((u64)(n) << 42)
#define THOUSANDS(n) (WITHIN(n) | (u64)2 << 52)

s64 timed(u64 selector, u64 times, u64 op, u64 a, u64 b, u64 c);
__asm__(
    ".include \"abi/insn_asm.h\"\n.text\n.globl timed\n"
    "timed: addi sp, sp, -16\n sd ra, 0(sp)\n li t1, 0x7ff\n or t1, t1, a1\n mv t2, a0\n mv a0, a2\n mv a1, a3\n"
    "mv a2, a4\n mv a3, a5\n sg.call t2, t1, 0\n ld ra, 0(sp)\n addi sp, sp, 16\n beqz t0, 1f\n mv a0, t0\n1: ret\n");

#define QUERY(kind)                                                                        \
    ({                                                                                     \
        u64 q_;                                                                            \
        __asm__ volatile(XS_ASM_SG_QRY("%0", "zero", "zero", #kind) : "=r"(q_)::"memory"); \
        q_;                                                                                \
    })
#define ME (QUERY(1) << 32 | QUERY(6)) /* thread id and serial of the call */

/* --- the service ------------------------------------------------------------------------------------------ */
static volatile u64 lock, half, cleaned, error, gate, fits, badge, order, manners, word;
static volatile s64 answer;

static s64 work(u64 op, u64 depth)
{
    lock = ME;
    half = 1;
    for (; op == STAY;)
        word++;
    if (op == NAP)
        for (;;)
            CALL(SYS_SLEEP, 1000);
    if (op == NEST && depth > 0)
        timed(SELF, 0, NEST, depth - 1, 0, 0);
    return *(volatile s64 *)0;
}

static s64 state(u64 field)
{
    switch (field) {
    case LOCK: return (s64)lock;
    case HALF: return (s64)half;
    case CLEANED: return (s64)cleaned;
    case ERROR: return (s64)error;
    case GATE: return (s64)gate;
    case SERIAL_FITS: return (s64)fits;
    case BADGE: return (s64)badge;
    case ANSWER: return answer;
    default: return (s64)order;
    }
}

s64 gate0(u64 op, u64 a);
s64 gate0(u64 op, u64 a)
{
    switch (op) {
    case ECHO: return (s64)a + 1;
    case STATE: return state(a);
    case MANNERS:
        manners = a;
        cleaned = fits = order = 0;
        answer = 0;
        return 0;
    default: return work(op, a);
    }
}

/* The cleanup gate: whatever the dead call held, it gives back. */
s64 gate1(s64 why, u64 which);
s64 gate1(s64 why, u64 which)
{
    u64 serial = QUERY(6);
    order += cleaned == 0 || serial < order >> 32; /* newest first */
    order = serial << 32 | (order & 0xffffffff);
    cleaned++;
    error = (u64)why;
    gate = which;
    badge = QUERY(0);
    fits += lock == ME;
    if (manners == FAULTS)
        *(volatile u64 *)0 = 1;
    if (manners == READS_GRANTS)
        answer = *(volatile s64 *)SEGMENT(5);
    if (manners == CALLS)
        answer = timed(SELF, 0, ECHO, 1, 0, 0);
    if (manners == EXITS)
        CALL(SYS_EXIT, 0);
    while (manners == LOOPS)
        word++;
    while (manners == SLEEPS)
        CALL(SYS_SLEEP, 1 << 20);
    lock = 0;
    half = 0;
    return 4711; /* nobody is told */
}

extern s64 gate0_gate(s64), gate1_gate(s64);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    {(u64)gate0_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 512, 0, "test", "gate0"},
    {(u64)gate1_gate, 1 | XS_GATE_CLEANUP << 3, 512, 0, "test", "cleanup"}};

/* --- the client ------------------------------------------------------------------------------------------- */
static s64 ask(u64 field)
{
    return timed(SERVICE, 0, STATE, field, 0, 0);
}

static void released(const char *name, s64 why)
{
    is(name, ask(LOCK), 0);
    is("half-done work is undone", ask(HALF), 0);
    is("once", ask(CLEANED), 1);
    is("it knows why", ask(ERROR), why);
    is("it is the call's own thread and serial", ask(SERIAL_FITS), 1);
}

static void errors(void)
{
    timed(SERVICE, 0, MANNERS, TIDY, 0, 0);
    is("a holder faults", timed(SERVICE, 0, BREAK, 0, 0, 0), -PE_CALLEE);
    released("claim_O4_the_lock_of_a_holder_that_faults_is_released", -PE_CALLEE);
    is("its gate and badge are the call's", ask(GATE) * 1000 + ask(BADGE), 0 * 1000 + 77);
    timed(SERVICE, 0, MANNERS, TIDY, 0, 0);
    is("a holder is late", timed(SERVICE, THOUSANDS(10), STAY, 0, 0, 0), -PE_TIMEOUT);
    released("claim_O4_the_lock_of_a_holder_that_is_late_is_released", -PE_TIMEOUT);
    is("a call that goes well cleans nothing", timed(SERVICE, 0, ECHO, 1, 0, 0) + ask(CLEANED), 3);
}

static void depths(void)
{
    timed(SERVICE, 0, MANNERS, TIDY, 0, 0);
    u64 from = counter_instret();
    s64 r = timed(SERVICE, THOUSANDS(20), NEST, 29, 0, 0);
    u64 cost = counter_instret() - from;
    is("thirty calls deep", r, -PE_CALLEE);
    truth("in bounded time", cost < 20480 + 30 * 4000);
    is("claim_O4_each_frame_is_cleaned_up_once", ask(CLEANED), 30);
    is("the newest first", ask(ORDER) & 0xffffffff, 30);
}

static void badly(u64 how, const char *name)
{
    timed(SERVICE, 0, MANNERS, how, 0, 0);
    u64 from = counter_instret();
    s64 r = timed(SERVICE, 0, BREAK, 0, 0, 0);
    u64 cost = counter_instret() - from;
    is(name, r, -PE_CALLEE);
    truth("and the caller waits for its fixed time at most", cost < TIME + 10000);
    is("it was run once", ask(CLEANED), 1);
}

static void manners_of_all_kinds(void)
{
    badly(LOOPS, "claim_O4_a_cleanup_gate_that_loops");
    badly(FAULTS, "claim_O4_a_cleanup_gate_that_faults");
    badly(SLEEPS, "claim_O4_a_cleanup_gate_that_sleeps");
    badly(EXITS, "claim_O4_a_cleanup_gate_that_exits");
    badly(CALLS, "claim_O4_a_cleanup_gate_that_calls_others");
    is("is refused", ask(ANSWER), -PE_REFUSED);
    badly(READS_GRANTS, "claim_O4_a_cleanup_gate_has_no_grants");
    is("and reads none", ask(ANSWER), 0);
    timed(SERVICE, 0, MANNERS, TIDY, 0, 0);
    is("nobody calls it", far_call_gate(1, SERVICE, 0, 0, 0, 0, 0), -PE_PERM);
}

/* --- kills ---------------------------------------------------------------------------------------------------- */
static u64 pages_free(void)
{
    u64 record[12];
    return CALL(SYS_INFO, SYS_INFO_KERNEL, 0, record, sizeof record) > 0 ? record[1] : 0;
}

static void helper(u64 op)
{
    timed(SERVICE, 0, op, 0, 0, 0);
    put("FAILED a killed thread came back\n");
    CALL(SYS_SHUTDOWN, 1);
}

static void kill_in(u64 op, const char *name)
{
    timed(SERVICE, 0, MANNERS, TIDY, 0, 0);
    u64 pages = pages_free();
    s64 tid = CALL(SYS_THREAD_CREATE, 0xffff, helper, op, 16384, 10);
    CALL(SYS_SLEEP, 300);
    truth("it holds the lock", ask(LOCK) >> 32 == tid);
    is("thread_kill", CALL(SYS_THREAD_KILL, tid), 0);
    CALL(SYS_SLEEP, 300);
    released(name, -PE_KILLED);
    is("the thread is gone", CALL(SYS_FRAME_ALIVE, tid, 0), 0);
    is("and its pages are back", (s64)(pages_free() - pages), 0);
}

static void kills(void)
{
    kill_in(STAY, "claim_O4_the_lock_of_a_holder_that_is_killed_is_released");
    kill_in(NAP, "claim_O4_the_lock_of_a_sleeping_holder_that_is_killed_is_released");
    timed(SERVICE, 0, MANNERS, SLEEPS, 0, 0);
    s64 tid = CALL(SYS_THREAD_CREATE, 0xffff, helper, STAY, 16384, 10);
    CALL(SYS_SLEEP, 300);
    is("killed twice", CALL(SYS_THREAD_KILL, tid) + CALL(SYS_THREAD_KILL, tid), 0);
    CALL(SYS_SLEEP, 1000);
    is("it ends although its cleanup gate sleeps", CALL(SYS_FRAME_ALIVE, tid, 0), 0);
    tid = CALL(SYS_THREAD_CREATE, 0xffff, helper, STAY, 16384, 10);
    CALL(SYS_SLEEP, 300);
    CALL(SYS_THREAD_KILL, tid);
    is("a service killed while it cleans up", CALL(SYS_PROG_KILL, MANAGED), 0);
    CALL(SYS_SLEEP, 1000);
    is("claim_O4_ends_the_pop_all_the_same", CALL(SYS_FRAME_ALIVE, tid, 0), 0);
}

void start(u64 arg);
void start(u64 arg)
{
    (void)arg;
    errors();
    depths();
    manners_of_all_kinds();
    kills();
    done();
}
