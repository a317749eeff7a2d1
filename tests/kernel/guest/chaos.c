/* Threads that are killed at any moment, in any state: in their own code, in services, in IPC, asleep; while the clock's
 * alarm interrupts them all, and its handler faults now and then, and what they read is revoked. Afterwards nothing is missing: pages, threads and a
 * service that still answers. The seed makes the run. */
#include "bare.h"

enum { OWN = 0xffff, SERVICE = 1, ENDPOINT = 2, CLOCK = 3, SELF = 4, RTC = 11, WORKERS = 6, ROUNDS = 150 };
static volatile u64 tids[WORKERS], word;
static volatile u64 beats[WORKERS];
static volatile u64 alarms, faults, passing; /* passing: the selector of a segment that comes and goes */
static u64 seed = 20261122;

static u64 next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

s64 gate0(u64), gate1(u64);
s64 gate0(u64 n) /* busy, deep, then back */
{
    for (volatile u64 i = 0; i < (n & 63); i++)
        ;
    return n & 7 ? far_call_gate(0, SERVICE, 0, n - 1, 0, 0, 0) : 5;
}
s64 gate1(u64 n)
{
    return n & 1 ? *(volatile s64 *)0 : CALL(SYS_SLEEP, n & 255);
} /* faults or sleeps */

/* The alarm, at sg6: rings again in as many ticks. */
static void alarm_in(u64 ticks)
{
    volatile uint32_t *rtc = (volatile uint32_t *)SEGMENT(6);
    LOAD_SEGMENT(6, CLOCK);
    u64 at = rtc[0];
    at += ((u64)rtc[1] << 32) + ticks * 100;
    rtc[4] = 1;
    rtc[3] = (uint32_t)(at >> 32);
    rtc[2] = (uint32_t)at;
}

s64 gate2(u64);
s64 gate2(u64 none) /* the alarm's handler */
{
    LOAD_SEGMENT(6, CLOCK);
    ((volatile uint32_t *)SEGMENT(6))[7] = 0;
    alarm_in(20 + alarms * 37 % 300);
    if (++alarms % 3 == 0)
        CALL(SYS_WAKE, &word, 2);
    if (alarms % 16 == 0) /* in a call: the handler hears of it, and goes on */
        none = (u64)far_call_gate(1, SERVICE, 0, 1, 0, 0, 0);
    return alarms % 64 == 0 ? *(volatile s64 *)none : 0;
}

s64 gate3(void);
s64 gate3(void) /* reads what is revoked meanwhile, or before */
{
    s64 sum = 0;
    LOAD_SEGMENT(7, passing);
    for (unsigned i = 0; i < 300; i++)
        sum += *(volatile s64 *)SEGMENT(7);
    return sum;
}

static void mend_the_clock(void)
{
    CALL(SYS_IRQ_BIND, RTC, 2, 4, 2000, 2000, 0);
    alarm_in(100);
    for (;; faults++)
        CALL(SYS_IRQ_WAIT, RTC);
}
extern s64 gate0_gate(s64), gate1_gate(s64), gate2_gate(s64), gate3_gate(s64);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    {(u64)gate0_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 256, 0, "test", "gate0"},
    {(u64)gate1_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 256, 0, "test", "gate1"},
    {(u64)gate2_gate, 1 | XS_GATE_INTERRUPT << 3, 512 | 4ull << 32, 0, "test", "gate2"},
    {(u64)gate3_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 256, 0, "test", "gate3"}};

/* The image grants an interrupt to who imports it. */
__attribute__((section(".postern.imports"), used)) static volatile struct {
    char name[32];
    u64 selector, reserved;
} source = {.name = "source"};

static void serve(void)
{
    struct answer m = {{0}};
    for (;;)
        ecall6(SYS_IPC_REPLY_WAIT, ENDPOINT, m.a[1] + 1, 0, 0, 0, 0, &m);
}

static void work(u64 id)
{
    for (u64 n = id;; n += 7) {
        switch (n % 8) {
        case 0: far_call_gate(0, SERVICE, 0, n, 0, 0, 0); break;
        case 1: far_call_gate(1, SERVICE, 0, n, 0, 0, 0); break;
        case 2: ecall6(SYS_IPC_CALL, ENDPOINT, n, 0, 0, 0, 0, 0); break;
        case 3: CALL(SYS_WAIT, &word, 0, 300); break;
        case 4: CALL(SYS_WAKE, &word, 2); break;
        case 5:
        case 6: far_call_gate(3, SELF, 0, 0, 0, 0, 0); break;
        default: CALL(SYS_SLEEP, n % 100); break;
        }
        beats[id]++;
    }
}

static struct info_kernel kernel_now(void)
{
    struct info_kernel k;
    CALL(SYS_INFO, SYS_INFO_KERNEL, 0, &k, sizeof k);
    return k;
}

static s64 spawn(u64 id)
{
    return CALL(SYS_THREAD_CREATE, OWN, work, id, 8192, 5 + id % 3);
}

static u64 calls(void)
{
    u64 sum = 0;
    for (u64 id = 0; id < WORKERS; id++)
        sum += beats[id];
    return sum;
}

static void revoke(void)
{
    if (passing)
        CALL(SYS_SEG_DESTROY, passing);
    passing = (u64)CALL(SYS_SEG_CREATE, 4096, 0);
}

static void storm(u64 wanted)
{
    u64 killed = 0, round;
    for (round = 0; round < ROUNDS || calls() < wanted; round++) {
        u64 id = next_random() % WORKERS;
        for (u64 spin = next_random() % 4000; spin; spin--)
            __asm__ volatile("");
        CALL(SYS_SLEEP, 1 + next_random() % 400);
        revoke();
        killed += CALL(SYS_THREAD_KILL, tids[id]) == 0;
        tids[id] = (u64)spawn(id);
    }
    is("every kill hit a live thread", (s64)killed, (s64)round);
}

void start(u64 arg);
void start(u64 arg)
{
    if (arg == 1)
        serve();
    if (arg == 2)
        mend_the_clock();
    put("seed ");
    put_number((s64)seed);
    put("\n");
    CALL(SYS_SLEEP, 100); /* until the server waits */
    revoke();
    struct info_kernel before = kernel_now();
    for (u64 id = 0; id < WORKERS; id++)
        tids[id] = (u64)spawn(id);
    storm(arg);
    put("calls ");
    put_number((s64)calls());
    put("\n");
    truth("the workers worked", calls() > ROUNDS && calls() >= arg);
    truth("interrupts came all the while", alarms > ROUNDS);
    truth("and handlers faulted", faults > 2);
    for (u64 id = 0; id < WORKERS; id++)
        CALL(SYS_THREAD_KILL, tids[id]);
    struct info_kernel after = kernel_now();
    is("every page came back", (s64)after.pages_free, (s64)before.pages_free);
    is("every thread is gone", (s64)after.threads, (s64)before.threads);
    is("every selector came back", (s64)after.segments, (s64)before.segments);
    is("the service still answers", far_call_gate(0, SERVICE, 0, 8, 0, 0, 0), 5);
    is("the server still answers", ecall6(SYS_IPC_CALL, ENDPOINT, 1, 0, 0, 0, 0, 0), 2);
    done();
}
