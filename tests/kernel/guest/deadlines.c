/* O4: calls that cannot hang. A client, a service that does whatever keeps a caller waiting, a server that never
 * answers, and noise: all are this ELF. What is bounded is counted in instructions and ticks, not hoped for. */
#include "bare.h"

enum { SERVICE = 1, SELF = 1, ENDPOINT = 2, MANAGED = 3, SHARED = 4 };
enum op { ECHO, SPIN, TOLD, NEST, WAIT, NAP, ASK, FAULT, OVERFLOW, TOUCH, HOLD, YIELD };
#define WITHIN(n)    ((u64)(n) << 42)           /* times 64 instructions */
#define THOUSANDS(n) (WITHIN(n) | (u64)2 << 52) /* times 1024 */
#define GRACE(n)     ((u64)(n) << 56)

/* Gate 0 of `selector`: protected, passes a0-a3, takes a0; `times` goes into the mask. a0, or the error in t0. */
s64 timed(u64 selector, u64 times, u64 op, u64 a, u64 b, u64 c);
__asm__(
    ".include \"abi/insn_asm.h\"\n.text\n.globl timed\n"
    "timed: addi sp, sp, -16\n sd ra, 0(sp)\n li t1, 0x7ff\n or t1, t1, a1\n mv t2, a0\n mv a0, a2\n mv a1, a3\n"
    "mv a2, a4\n mv a3, a5\n sg.call t2, t1, 0\n ld ra, 0(sp)\n addi sp, sp, 16\n beqz t0, 1f\n mv a0, t0\n1: ret\n");

/* --- the service ------------------------------------------------------------------------------------------ */
static volatile u64 counted, told, word;

#define APART __attribute__((noinline))
static APART _Noreturn void spin(void)
{
    for (;;)
        counted++;
}

/* Until there is no stack: the compiler may not know that it never ends. */
static APART s64 overflow(u64 n)
{
    volatile u64 page[500];
    page[n % 500] = n;
    return word == 0 ? overflow(n + 1) + (s64)page[n % 500] : 0;
}

/* Calls itself `depth` times more, then spins. Whoever comes back with an error counts it, and passes it on. */
static APART s64 nest(u64 depth, u64 times)
{
    if (depth == 0)
        spin();
    s64 r = timed(SELF, times, NEST, depth - 1, times, 0);
    told++;
    return r;
}

s64 gate0(u64 op, u64 a, u64 b, u64 c);
s64 gate0(u64 op, u64 a, u64 b, u64 c)
{
    u64 value = a == 0 ? counted : told;
    switch (op) {
    case ECHO: return (s64)a + 1;
    case SPIN: spin();
    case TOLD: counted = told = 0; return (s64)value;
    case NEST: return nest(a, b);
    case WAIT:
        for (;;)
            CALL(SYS_WAIT, &word, 0, a);
    case NAP:
        for (;;)
            CALL(SYS_SLEEP, 1);
    case YIELD:
        for (;;)
            CALL(SYS_THREAD_SELF, 0);
    case ASK: return CALL(SYS_IPC_CALL, ENDPOINT, 0, 0, 0, 0);
    case FAULT: return *(volatile s64 *)0;
    case OVERFLOW: return overflow(0);
    case TOUCH: return *(volatile s64 *)a;
    case HOLD:
        LOAD_SEGMENT(7, SHARED);
        for (;;)
            c += *(volatile u64 *)SEGMENT(7);
    default: return -PE_NOSYS;
    }
}
extern s64 gate0_gate(s64);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    {(u64)gate0_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 256, 0, "test", "gate0"}};

/* --- the client ------------------------------------------------------------------------------------------- */
static u64 now(void)
{
    u64 v;
    __asm__ volatile("rdtime %0" : "=r"(v));
    return v;
}

static void expiry(void)
{
    is("a call that ends in time", timed(SERVICE, WITHIN(2), ECHO, 41, 0, 0), 42);
    u64 from = counter_instret();
    s64 r = timed(SERVICE, THOUSANDS(10), SPIN, 0, 0, 0);
    u64 cost = counter_instret() - from;
    is("claim_O4_a_callee_that_never_returns", r, -PE_TIMEOUT);
    put("note: 10240 instructions granted, the caller goes on after ");
    put_number((s64)cost);
    put("\n");
    truth("and its caller goes on at the deadline", cost > 10240 && cost < 10240 + 6000);
    s64 first = timed(SERVICE, 0, TOLD, 0, 0, 0);
    timed(SERVICE, THOUSANDS(10), SPIN, 0, 0, 0);
    is("claim_O4_the_deadline_is_exact", timed(SERVICE, 0, TOLD, 0, 0, 0), first);
    is("a deadline too short to begin with", timed(SERVICE, WITHIN(1), NEST, 40, 0, 0), -PE_TIMEOUT);
    is("and nothing of it is left", timed(SERVICE, 0, ECHO, 1, 0, 0), 2);
}

/* However deep: the deadline is the client's, and so is the error. */
static void depths(void)
{
    s64 worst = 0, wrong = 0, most = 0;
    for (u64 d = 1; d <= 60; d++) {
        u64 from = counter_instret();
        wrong += timed(SERVICE, THOUSANDS(20), NEST, d - 1, 0, 0) != -PE_TIMEOUT;
        s64 over = (s64)(counter_instret() - from) - 20480;
        worst = over / (s64)(d + 2) > worst ? over / (s64)(d + 2) : worst;
        most = over > most ? over : most;
    }
    is("claim_O4_at_any_depth_from_1_to_60", wrong, 0);
    put("note: kernel instructions from deadline to caller, 60 deep: ");
    put_number(most);
    put("\n");
    truth("in time that grows with the frames alone", worst < 1200);
    is("nobody between was asked", timed(SERVICE, 0, TOLD, 1, 0, 0), 0);
}

/* With grace each level is told, and nobody is late. */
static void grace(void)
{
    s64 wrong = 0, late = 0;
    for (u64 d = 1; d <= 40; d++) {
        timed(SERVICE, 0, TOLD, 0, 0, 0);
        u64 from = counter_instret();
        wrong += timed(SERVICE, THOUSANDS(20), NEST, d, GRACE(4), 0) != -PE_TIMEOUT;
        late += (s64)(counter_instret() - from) > (s64)(20480 + 2500 * (d + 1));
        wrong += timed(SERVICE, 0, TOLD, 1, 0, 0) != (s64)d;
    }
    is("claim_O4_every_frame_has_its_grace_once", wrong, 0);
    is("claim_O4_and_none_is_late_for_it", late, 0);
    is("grace that does not fit is refused", timed(SERVICE, WITHIN(4), NEST, 1, GRACE(31), 0), -PE_TIMEOUT);
}

static s64 bounded(const char *name, u64 op, u64 a, u64 most)
{
    u64 from = now();
    s64 r = timed(SERVICE, THOUSANDS(100), op, a, 0, 0); /* 1024 ticks */
    u64 ticks = now() - from;
    put("note: ticks until a call of 1024 ticks is back: ");
    put_number((s64)ticks);
    put("\n");
    is(name, r, -PE_TIMEOUT);
    truth("and not much later", ticks < most);
    return (s64)ticks;
}

static void waits(void)
{
    truth("claim_O4_a_wait_takes_its_time", bounded("claim_O4_a_callee_that_waits_for_ever", WAIT, 0, 1124) >= 1000);
    bounded("claim_O4_a_callee_that_waits_with_a_timeout_of_its_own", WAIT, 1000000, 1124);
    bounded("claim_O4_a_callee_that_waits_in_pieces", NAP, 0, 2048);
    bounded("claim_O4_a_callee_that_waits_for_an_answer", ASK, 0, 1124);
    bounded("claim_O4_a_callee_that_asks_the_kernel_for_ever", YIELD, 0, 4096);
    is("claim_O4_the_server_that_did_not_answer_is_not_hurt", CALL(SYS_IPC_CALL, ENDPOINT, 1, 0, 0, 0), 77);
}

static void errors(void)
{
    is("claim_O4_a_fault", timed(SERVICE, THOUSANDS(100), FAULT, 0, 0, 0), -PE_CALLEE);
    is("claim_O4_a_stack_overflow", timed(SERVICE, 0, OVERFLOW, 0, 0, 0), -PE_CALLEE);
    is("the service still answers", timed(SERVICE, 0, ECHO, 5, 0, 0), 6);
}

/* Two threads of noise cut the calls into slices. */
static void noise(void)
{
    s64 first = 0, differ = 0, busy[2];
    for (unsigned i = 0; i < 2; i++)
        busy[i] = CALL(SYS_THREAD_CREATE, 0xffff, spin, 0, 8192, 10);
    for (unsigned i = 0; i < 8; i++) {
        is("a deadline among busy threads", timed(SERVICE, THOUSANDS(1000), SPIN, 0, 0, 0), -PE_TIMEOUT);
        s64 n = timed(SERVICE, 0, TOLD, 0, 0, 0);
        differ += i > 0 && n != first;
        first = n;
    }
    is("claim_O4_other_threads_cost_a_call_nothing", differ, 0);
    is("the noise ends", CALL(SYS_THREAD_KILL, busy[0]) + CALL(SYS_THREAD_KILL, busy[1]), 0);
}

/* --- revocation in mid-call (O7) ---------------------------------------------------------------------------- */
static volatile u64 result, ended, began, operand;
static void helper(u64 op)
{
    u64 grants = 0;
    if (op == TOUCH) {
        LOAD_SEGMENT(5, operand);
        grants = 1 << 14;
    }
    began = 1;
    do
        result = (u64)timed(SERVICE, grants, op, SEGMENT(5), 0, 0);
    while (op == TOUCH && (s64)result >= 0);
    ended = now();
    CALL(SYS_EXIT, 0);
}

static void start_helper(u64 op)
{
    began = ended = 0;
    CALL(SYS_THREAD_CREATE, 0xffff, helper, op, 16384, 10);
    while (!began)
        CALL(SYS_YIELD, 0);
    CALL(SYS_SLEEP, 300);
}

static s64 wait_for_helper(u64 since)
{
    while (!ended)
        CALL(SYS_SLEEP, 10);
    return (s64)(ended - since);
}

enum { SLICE = 20000 };
static void revocation(void)
{
    operand = (u64)CALL(SYS_SEG_CREATE, 4096, 0);
    start_helper(TOUCH);
    u64 since = now();
    CALL(SYS_SEG_DESTROY, operand);
    truth("claim_O7_a_callers_buffer_revoked_in_mid_call", wait_for_helper(since) <= SLICE);
    is("is a fault of that call alone", (s64)result, -PE_CALLEE);
    start_helper(SPIN);
    since = now();
    is("prog_kill", CALL(SYS_PROG_KILL, MANAGED), 0);
    truth("claim_O4_a_callee_killed_in_mid_call_within_a_time_slice", wait_for_helper(since) <= SLICE);
    is("claim_O4_and_its_caller_is_told", (s64)result, -PE_KILLED);
}

/* --- the server that never answers ----------------------------------------------------------------------------- */
static void serve(void)
{
    struct answer m;
    ecall6(SYS_IPC_REPLY_WAIT, 1, 0, 0, 0, 0, 0, &m);
    for (;;) {
        if (m.a[1] == 0)
            CALL(SYS_SLEEP, 5000);
        ecall6(SYS_IPC_REPLY_WAIT, 1, 77, 0, 0, 0, 0, &m);
    }
}

void start(u64 arg);
void start(u64 arg)
{
    if (arg == 1)
        serve();
    expiry();
    depths();
    grace();
    waits();
    errors();
    noise();
    revocation();
    done();
}
