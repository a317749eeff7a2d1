/* Who runs when: priorities, time slices, round robin, no tick for a thread that is alone. */
#include "bare.h"

enum { OWN = 0xffff };
static volatile u64 spins[3], order[8], orders, go;

static void spin(u64 id)
{
    for (;;)
        spins[id]++;
}

static void note(u64 id)
{
    order[orders++ & 7] = id;
    CALL(SYS_EXIT, 0);
}

static void sleeper(u64 id)
{
    CALL(SYS_WAIT, &go, 0, 0);
    order[orders++ & 7] = id;
    CALL(SYS_EXIT, 0);
}

static s64 thread(void (*f)(u64), u64 id, u64 priority)
{
    return CALL(SYS_THREAD_CREATE, OWN, f, id, 4096, priority);
}

/* Changes a word and changes it back, whenever it may. */
static volatile u64 word = 5;
static void flicker(u64 id)
{
    (void)id;
    for (;;) {
        word = 6;
        word = 5;
        CALL(SYS_YIELD, 0);
    }
}

/* lr here, sc after another thread has run: must fail, though the word is as it was. */
static s64 reserve_across_a_switch(void)
{
    register u64 a0 __asm__("a0") = 0;
    register u64 a7 __asm__("a7") = SYS_YIELD;
    u64 failed, before;
    __asm__ volatile("lr.d %1, (%4)\n ecall\n sc.d %0, %1, (%4)"
                     : "=&r"(failed), "=&r"(before), "+r"(a0)
                     : "r"(a7), "r"(&word)
                     : "memory", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a1", "a2", "a3", "a4", "a5");
    return (s64)failed;
}

/* Two of the same priority, and one more urgent (this one) that has its turn four times in each of their slices. */
static void interrupted(void)
{
    u64 first = spins[0], second = spins[1];
    for (unsigned i = 0; i < 100; i++)
        CALL(SYS_SLEEP, 5000);
    first = spins[0] - first;
    second = spins[1] - second;
    u64 more = first > second ? first : second, less = first + second - more;
    truth("two of the same priority share, though a more urgent one is there more often than their slices end",
          less > 0);
    truth("as fairly as if they were alone", more - less < more / 5);
}

void start(u64 arg);
void start(u64 arg)
{
    (void)arg;
    u64 entries = COUNTER(3);
    for (volatile u64 i = 0; i < 3000000; i++)
        ;
    truth("a thread that is alone meets no tick", COUNTER(3) - entries < 3);
    thread(note, 1, 3);
    thread(note, 2, 9);
    thread(note, 3, 6);
    CALL(SYS_SLEEP, 1000);
    is("the most urgent of the ready runs first", (s64)(order[0] * 100 + order[1] * 10 + order[2]), 231);
    s64 a = thread(spin, 0, 5), b = thread(spin, 1, 5), c = thread(spin, 2, 4);
    CALL(SYS_SLEEP, 500000); /* 25 slices */
    truth("two of the same priority share", spins[0] > 0 && spins[1] > 0);
    u64 more = spins[0] > spins[1] ? spins[0] : spins[1], less = spins[0] + spins[1] - more;
    truth("fairly", more - less < more / 5);
    is("who is less urgent waits for ever", (s64)spins[2], 0);
    interrupted();
    truth("killed", CALL(SYS_THREAD_KILL, a) == 0 && CALL(SYS_THREAD_KILL, b) == 0);
    CALL(SYS_SLEEP, 1000);
    truth("then it is its turn", spins[2] > 0);
    CALL(SYS_THREAD_KILL, c);
    orders = 0;
    thread(sleeper, 4, 6);
    thread(sleeper, 5, 8);
    thread(sleeper, 6, 7);
    CALL(SYS_SLEEP, 5000);
    is("wake tells how many", CALL(SYS_WAKE, &go, 2), 2);
    CALL(SYS_SLEEP, 5000);
    is("and wakes the most urgent", (s64)(orders * 100 + order[0] * 10 + order[1]), 256);
    a = thread(flicker, 0, 20);
    is("a reservation does not outlive a switch", reserve_across_a_switch(), 1);
    CALL(SYS_THREAD_KILL, a);
    is("one was left", CALL(SYS_WAKE, &go, 99), 1);
    done();
}
