/* Far calls that go well and badly: faults, kills and revocations in nested calls (O4, O5, O7 as far as the kernel goes).
 * The ELF of the client and of two services: `inner` and `outer`, whose gates are gate0 to gate7. */
#include "bare.h"

enum { JUNK = 0x5ec2e7, INNER = 1, OUTER = 2, SHARED = 3, SELF_MANAGED_INNER = 4 };
static volatile u64 state;

/* --- gates --- */
s64 gate0(s64), gate1(u64), gate2(u64, u64), gate3(void), gate4(u64), gate5(u64), gate6(u64), gate7(u64);

s64 gate0(s64 a)
{
    return a + 1;
} /* sane */
s64 gate1(u64 to)
{
    return *(volatile u64 *)to = 1;
} /* wild */
s64 gate2(u64 gate, u64 a)
{
    return far_call_gate((unsigned)gate, INNER, 0, a, 0, 0, 0);
} /* outer calls inner */
s64 gate3(void) /* tries to end the client's thread */
{
    CALL(SYS_EXIT, 7);
    return 0;
}
s64 gate4(u64 unused) /* dirties the stack, leaves it so */
{
    (void)unused;
    volatile u64 junk[32];
    for (unsigned i = 0; i < 32; i++)
        junk[i] = JUNK;
    *(volatile u64 *)0 = junk[3];
    return 0;
}
s64 gate5(u64 deep) /* recursion through far calls of itself, until something refuses */
{
    s64 r = far_call_gate(5, INNER, 0, deep + 1, 0, 0, 0);
    return r < 0 ? (s64)deep : r;
}
s64 gate6(u64 granted)
{
    return *(volatile s64 *)granted;
} /* reads what it was granted */
s64 gate7(u64 word) /* waits for ever in the service */
{
    return CALL(SYS_WAIT, &state, 0, word);
}

extern s64 gate0_gate(s64), gate1_gate(s64), gate2_gate(s64), gate3_gate(s64), gate4_gate(s64), gate5_gate(s64),
    gate6_gate(s64), gate7_gate(s64);
struct gate_record {
    u64 entry;
    u64 bits, needs, time;
    char interface[32], function[32];
};
#define GATE(n)                                                                           \
    {                                                                                     \
        (u64) gate##n##_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 512, 0, "test", "gate" #n \
    }
__attribute__((section(".postern.gates,\"\",@progbits #"),
               used)) /* not allocated */ static const struct gate_record gates[] = {GATE(0), GATE(1), GATE(2),
                                                                                     GATE(3), GATE(4), GATE(5),
                                                                                     GATE(6), GATE(7)};

/* --- client --- */
static volatile u64 helper_tid, helper_result, go;
static u64 stack_seen(u64 bytes)
{
    u64 sp, found = 0;
    __asm__ volatile("mv %0, sp" : "=r"(sp));
    for (u64 at = sp - bytes; at < sp; at += 8)
        found += *(volatile u64 *)at == JUNK;
    return found;
}

/* Second thread: sits in a service until it is freed by a kill. */
static void helper(void)
{
    helper_result = (u64)far_call_gate(7, INNER, 0, 0, 0, 0, 0);
    go = 2;
    CALL(SYS_WAKE, &go, 9);
    CALL(SYS_EXIT, 0);
}

void start(u64 arg);
void start(u64 arg)
{
    (void)arg;
    is("D10 a far call", far_call(INNER, 0, 41, 0, 0, 0), 42);
    u64 entries = COUNTER(3), calls = COUNTER(6);
    for (unsigned i = 0; i < 100; i++)
        far_call(INNER, 0, i, 0, 0, 0);
    is("D10 a hundred far calls enter the kernel never", (s64)(COUNTER(3) - entries), 0);
    is("and they were far calls", (s64)(COUNTER(6) - calls), 100);
    is("O4 a fault in the service", far_call_gate(1, INNER, 0, 0x3000000000000000, 0, 0, 0), -PE_CALLEE);
    is("O4 a null pointer in the service", far_call_gate(1, INNER, 0, 0, 0, 0, 0), -PE_CALLEE);
    is("O4 kernel memory from the service", far_call_gate(1, INNER, 0, 0xf000000080200000, 0, 0, 0), -PE_CALLEE);
    is("O1 the client's stack from the service", far_call_gate(1, INNER, 0, (u64)__builtin_frame_address(0), 0, 0, 0),
       -PE_CALLEE);
    is("a call within a call", far_call_gate(2, OUTER, 0, 0, 6, 0, 0), 7);
    is("O4 a fault in the inner of two calls is the outer's to see", far_call_gate(2, OUTER, 0, 1, 0, 0, 0),
       -PE_CALLEE);
    is("exit in a service ends the call alone", far_call_gate(3, INNER, 0, 0, 0, 0, 0), -PE_CALLEE);
    is("O1 a faulting service", far_call_gate(4, INNER, 0, 1, 0, 0, 0), -PE_CALLEE);
    is("O1 leaves nothing on the stack", (s64)stack_seen(2048), 0);
    truth("deep chains end with an error, not a crash", far_call_gate(5, INNER, 0, 0, 0, 0, 0) >= 5);
    is("an entry that is empty", far_call_gate(0, 9, 0, 0, 0, 0, 0), -PE_NOENT);
    is("an entry that allows no call", far_call_gate(0, SHARED, 0, 0, 0, 0, 0), -PE_PERM);
    LOAD_SEGMENT(5, SHARED);
    *(volatile u64 *)SEGMENT(5) = 4711;
    is("D8 a granted segment is read", far_call_gate(6, INNER, 1 << 2, SEGMENT(5), 0, 0, 0), 4711);
    is("D8 the grant ends with the call", far_call_gate(6, INNER, 0, SEGMENT(5), 0, 0, 0), -PE_CALLEE);
    is("D8 and the client keeps it", *(volatile s64 *)SEGMENT(5), 4711);
    s64 own = CALL(SYS_SEG_CREATE, 4096, 0);
    LOAD_SEGMENT(6, own);
    *(volatile u64 *)SEGMENT(6) = 5;
    is("O7 before revocation", far_call_gate(6, INNER, 1 << 3, SEGMENT(6), 0, 0, 0), 5);
    CALL(SYS_SEG_DESTROY, own);
    is("O7 after revocation, through a loaded register", far_call_gate(6, INNER, 1 << 3, SEGMENT(6), 0, 0, 0),
       -PE_CALLEE);
    /* a thread sits in `inner`; killing inner brings it back */
    helper_tid = (u64)CALL(SYS_THREAD_CREATE, 0xffff, helper, 0, 8192, 10);
    truth("thread_create", (s64)helper_tid > 0);
    CALL(SYS_SLEEP, 1000);
    is("frame_alive: the helper lives", CALL(SYS_FRAME_ALIVE, helper_tid, 0), 1);
    is("frame_alive: its first call is active", CALL(SYS_FRAME_ALIVE, helper_tid, 1), 1);
    is("frame_alive: no second call", CALL(SYS_FRAME_ALIVE, helper_tid, 2), 0);
    is("prog_kill needs manage", CALL(SYS_PROG_KILL, INNER), -PE_PERM);
    is("prog_kill", CALL(SYS_PROG_KILL, SELF_MANAGED_INNER), 0);
    while (go != 2)
        CALL(SYS_WAIT, &go, 0, 0);
    is("O4 the thread that was inside comes back", (s64)helper_result, -PE_KILLED);
    is("prog_wait tells that it was killed", CALL(SYS_PROG_WAIT, SELF_MANAGED_INNER, 0), 256 + 255);
    is("O4 outer, whose callee is dead, says so", far_call_gate(2, OUTER, 0, 0, 6, 0, 0), -PE_REVOKED);
    done();
}
