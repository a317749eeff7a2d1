/* A driver is killed on one hart while its handler runs on another (manual, 17; decision 0091): again and again, at any instruction of the
 * handler's and in its system calls. `boss` kills on hart 0; `driver` has the alarm on hart 1, where `worker` works. */
#include "bare.h"

enum { SHARED = 1, RTC_DEVICE = 2, DRIVER = 3, RTC = 11, HANDLER_GATE = 0, ROUNDS = 40, BUDGET = 2000000 };

/* In the shared segment, through sg5. */
struct shared {
    u64 inside;       /* handlers that were entered */
    u64 turns, calls; /* of the handler's loop, and of its system calls */
    u64 work;
    s64 bound; /* what irq_bind answered */
};
#define shared ((volatile struct shared *)SEGMENT(5))
static volatile u64 word;

static void alarm_in(u64 ticks)
{
    volatile uint32_t *rtc = (volatile uint32_t *)SEGMENT(6);
    u64 now = rtc[0];
    now |= (u64)rtc[1] << 32;
    u64 at = now + ticks * 100;
    rtc[4] = 1;
    rtc[3] = (uint32_t)(at >> 32);
    rtc[2] = (uint32_t)at;
}

/* --- gate 0: the alarm's handler, which stays; every other one in the kernel, mostly --- */
s64 gate0(void);
s64 gate0(void)
{
    LOAD_SEGMENT(6, RTC_DEVICE);
    ((volatile uint32_t *)SEGMENT(6))[7] = 0; /* the request is taken back */
    LOAD_SEGMENT(5, SHARED);
    u64 calls = ++shared->inside % 2;
    for (;;) {
        shared->turns++;
        if (calls) {
            CALL(SYS_WAKE, &word, 1);
            shared->calls++;
        }
    }
}

extern s64 gate0_gate(s64);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    {(u64)gate0_gate, 1 | XS_GATE_INTERRUPT << 3, 512, 0, "test", "handler"}};

/* The image grants an interrupt to who imports it. */
__attribute__((section(".postern.imports"), used)) static volatile struct {
    char name[32];
    u64 selector, reserved;
} source = {.name = "source"};

static void driver(void)
{
    LOAD_SEGMENT(5, SHARED);
    LOAD_SEGMENT(6, RTC_DEVICE);
    CALL(SYS_THREAD_BIND, 0, 1);
    CALL(SYS_YIELD); /* from here on it is there */
    shared->bound = CALL(SYS_IRQ_BIND, RTC, HANDLER_GATE, 3, BUDGET, BUDGET, 0);
    alarm_in(200);
    CALL(SYS_WAIT, &word, word, 0);
    CALL(SYS_EXIT, 1);
}

static void worker(void)
{
    LOAD_SEGMENT(5, SHARED);
    CALL(SYS_THREAD_BIND, 0, 1);
    for (;;)
        shared->work++;
}

static int waits_for(volatile u64 *count, u64 goal)
{
    for (u64 n = 0; *count < goal; n++)
        if (n > 3000000)
            return 0;
    return 1;
}

/* One life of the driver; killed so many turns after its handler began. */
static void killed(u64 round, u64 *missing)
{
    missing[0] += !waits_for(&shared->inside, round) || shared->bound != 0;
    u64 turns = shared->turns;
    missing[1] += !waits_for(&shared->turns, turns + round * 7 % 50 + 1);
    for (u64 n = 0; n < round * 13; n++)
        __asm__ volatile("" ::: "memory");
    missing[2] += CALL(SYS_PROG_KILL, DRIVER) != 0;
    turns = shared->turns;
    u64 work = shared->work;
    CALL(SYS_SLEEP, 500);
    missing[3] += shared->turns != turns;
    missing[4] += shared->work == work;
    missing[5] += CALL(SYS_PROG_RESTART, DRIVER) != 0;
}

static void boss(void)
{
    u64 missing[6] = {0};

    LOAD_SEGMENT(5, SHARED);
    CALL(SYS_THREAD_BIND, 0, 0);
    for (u64 round = 1; round <= ROUNDS; round++)
        killed(round, missing);
    is("each driver bound its source, and its handler began", (s64)missing[0], 0);
    is("and ran when it was killed", (s64)missing[1], 0);
    is("each was killed", (s64)missing[2], 0);
    is("and its handler ran no more", (s64)missing[3], 0);
    is("while the thread that it had interrupted went on", (s64)missing[4], 0);
    is("each was made again, and had its source", (s64)missing[5], 0);
    truth("half of them in a system call now and then", shared->calls > ROUNDS);
    done();
}

void start(u64 arg);
void start(u64 arg)
{
    switch (arg) {
    case 1: driver(); break;
    case 2: worker(); break;
    default: boss(); break;
    }
}
