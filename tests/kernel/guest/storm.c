/* A program that makes random system calls with hostile arguments, far calls and wild accesses, with several threads, until
 * it is killed; another watches that nothing else suffers, and counts the pages afterwards. Seeds: argument of the thread.
 * storm's entries: 1 service, 2 endpoint, 3 segment, 4 itself with manage. */
#include "bare.h"

enum { STORM = 1, SERVICE = 2, CALLS = 31 };
static u64 seed;
void start(u64 arg);

static u64 next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static u64 hostile(void)
{
    static const u64 values[] = {0,
                                 1,
                                 2,
                                 3,
                                 4,
                                 5,
                                 7,
                                 8,
                                 63,
                                 4095,
                                 4096,
                                 8192,
                                 0xffff,
                                 0xfffe,
                                 0x8001,
                                 0x1000,
                                 0x2000,
                                 100000,
                                 SEGMENT(1) + 0x1000,
                                 SEGMENT(1) + 0x3000,
                                 SEGMENT(1) + 0x3ffc,
                                 SEGMENT(2) + 0x3f00,
                                 SEGMENT(3),
                                 SEGMENT(3) + 4092,
                                 SEGMENT(5),
                                 SEGMENT(15) + 0x80200000,
                                 SEGMENT(15) + 0x0c000000,
                                 ~0ull,
                                 1ull << 63,
                                 1ull << 39,
                                 1ull << 59,
                                 SEGMENT(14) - 1};
    return next_random() % 3 ? values[next_random() % (sizeof values / sizeof *values)] : next_random() % 20;
}

s64 gate0(u64, u64);
s64 gate0(u64 number, u64 a)
{
    number %= CALLS;
    if (number == SYS_SHUTDOWN || number == SYS_HEAP_GROW) /* the service lives on, and would keep its pages */
        number = SYS_YIELD;
    return CALL(number, a, a, a);
} /* the service calls too */
/* The cleanup gate sleeps, spins or calls the kernel, too. */
s64 gate1(void);
s64 gate1(void)
{
    static volatile u64 turns;
    for (u64 n = ++turns % 4; n == 1;)
        turns += 4;
    return CALL(turns % 4 ? SYS_SLEEP : SYS_WAIT, 2, 0, 3);
}
extern s64 gate0_gate(u64, u64), gate1_gate(void);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    {(u64)gate0_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 256, 0, "test", "gate0"},
    {(u64)gate1_gate, 1 | XS_GATE_CLEANUP << 3, 256, 0, "test", "gate1"}};

static void one(void)
{
    u64 what = next_random() % 40;
    if (what == 0)
        far_call_gate(0, 1, next_random() & 7, next_random(), hostile(), 0, 0);
    else if (what == 1 && next_random() % 50 == 0)
        LOAD_SEGMENT(3, 3); /* a fault when it is gone by now */
    else if (what == 2)
        CALL(SYS_THREAD_CREATE, 0xffff, next_random() % 4 ? 0x1000 : hostile(), next_random() | 1, 8192,
             next_random() % 6);
    else if (what == 3 && next_random() % 50 == 0)
        *(volatile u64 *)hostile() = 0;
    else {
        u64 number = next_random() % CALLS;
        int rare = number == SYS_EXIT || number == SYS_THREAD_KILL || number == SYS_SLEEP || number == SYS_WAIT ||
                   number == SYS_IPC_CALL || number == SYS_IPC_REPLY_WAIT;
        if (rare && next_random() % 32)
            return;
        CALL(number, hostile(), hostile(), hostile(), hostile(), hostile(), hostile());
    }
}

static struct info_kernel kernel_now(void)
{
    struct info_kernel k;
    CALL(SYS_INFO, SYS_INFO_KERNEL, 0, &k, sizeof k);
    return k;
}

static u64 pages_of_storm(void)
{
    struct info_program p;
    for (u64 i = 0; CALL(SYS_INFO, SYS_INFO_PROGRAM, i, &p, sizeof p) > 0; i++)
        if (p.name[0] == 's' && p.name[1] == 't')
            return p.used / 4096;
    return 0;
}

/* Storm's threads end, sleep or wait for ever: old ones are killed, new ones made. */
static void stir(u64 round)
{
    struct info_thread t;
    for (u64 i = round % 7; CALL(SYS_INFO, SYS_INFO_THREAD, i, &t, sizeof t) > 0; i++)
        if (t.name[0] == 's' && t.name[1] == 't' && t.name[5] != '-') {
            CALL(SYS_THREAD_KILL, t.tid);
            break;
        }
    CALL(SYS_THREAD_CREATE, STORM, start, round + 100, 8192, 5);
}

static void watch(void)
{
    struct info_kernel before = kernel_now();
    u64 pages = pages_of_storm(), calls = COUNTER(27);
    for (u64 round = 0; round < 200; round++) {
        stir(round);
        CALL(SYS_SLEEP, 2000);
    }
    calls = COUNTER(27) - calls;
    put("system calls made: ");
    put_number((s64)calls);
    put("\n");
    /* of several harts, those of its own are all that it sees */
    truth("it made many", calls > (CALL(SYS_THREAD_BIND, 0, -1) > 1 ? 1000 : 4000));
    is("it had no power to stop the machine, and can be killed", CALL(SYS_PROG_KILL, STORM), 0);
    CALL(SYS_PROG_WAIT, STORM, 0); /* until its threads are cleaned up after */
    is("ungrant", CALL(SYS_UNGRANT, 0xffff, STORM), 0);
    struct info_kernel after = kernel_now();
    is("every page came back", (s64)after.pages_free, (s64)(before.pages_free + pages));
    truth("no thread is left but this one", after.threads == 1);
    is("the service still answers", far_call_gate(0, SERVICE, 0, SYS_THREAD_SELF, 0, 0, 0), 1);
    done();
}

void start(u64 arg)
{
    if (arg == 0)
        watch();
    if (arg < 100)
        CALL(SYS_SLEEP, 20000); /* whoever watches, perhaps on another hart, counts first */
    seed = arg * 0x9e3779b97f4a7c15ull;
    for (;;)
        one();
}
