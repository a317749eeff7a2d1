/* Interrupts bound to handlers in user mode, in the booted system (D13, D14, O9). `driver` has the clock's alarm, `uart` the
 * transmitter; `client` works at low priority and calls the driver. */
#include "bare.h"

enum { SHARED = 1, DEVICE = 2, DRIVER = 3, MANAGED_UART = 4, UART_DEVICE = 5, RTC = 11, UART = 10 };
enum { QUIET, FAULT, ENDLESS, CALLS, WAKE, CALL_GATE = 0, HANDLER_GATE = 1, CLOCK_GATE = 2 };

/* Instructions so far, and references of the segment unit. */
struct clock {
    u64 instret, references, cycle;
};

/* In the shared segment, through sg5. */
struct shared {
    u64 asked, seen;          /* requests of the client, handled */
    u64 entries, interrupts;  /* what the client counted */
    u64 work, stop, finished; /* of the client */
    struct clock uart_clock[2];
    u64 uart_error;
    u64 at_handler; /* instret */
};
#define shared ((volatile struct shared *)SEGMENT(5))
static volatile u64 mode, word, refused;

static void alarm_in(u64 ticks)
{
    LOAD_SEGMENT(6, DEVICE);
    volatile uint32_t *rtc = (volatile uint32_t *)SEGMENT(6);
    u64 now = rtc[0];
    now |= (u64)rtc[1] << 32;
    u64 at = now + ticks * 100;
    rtc[4] = 1;
    rtc[3] = (uint32_t)(at >> 32);
    rtc[2] = (uint32_t)at;
}

/* --- gate 0: the client's thread programs the device and goes on --- */
s64 gate0(u64 ticks);
s64 gate0(u64 ticks)
{
    alarm_in(ticks);
    return 0;
}

/* --- gate 1: the alarm's handler --- */
s64 gate1(void);
s64 gate1(void)
{
    LOAD_SEGMENT(6, DEVICE);
    ((volatile uint32_t *)SEGMENT(6))[7] = 0; /* the request is taken back */
    LOAD_SEGMENT(5, SHARED);
    switch (mode) {
    case FAULT: return *(volatile s64 *)0;
    case ENDLESS:
        for (;;)
            word++;
    case CALLS:
        refused = CALL(SYS_EXIT, 1) == -PE_PERM && CALL(SYS_YIELD) == -PE_PERM && CALL(SYS_SLEEP, 5) == -PE_PERM &&
                  CALL(SYS_WAIT, &word, word, 0) == -PE_PERM && CALL(SYS_IPC_CALL, 1) == -PE_PERM &&
                  CALL(SYS_IPC_REPLY_WAIT, 1) == -PE_PERM && CALL(SYS_IRQ_UNBIND, RTC) == -PE_PERM;
        break;
    case WAKE:
        word++;
        shared->at_handler = counter_instret();
        CALL(SYS_WAKE, &word, 1);
        return 0;
    }
    shared->seen++;
    return 0;
}

/* --- gate 2: the transmitter's handler --- */
void handler(u64 instret, u64 references, u64 cycle);
void handler(u64 instret, u64 references, u64 cycle)
{
    LOAD_SEGMENT(6, DEVICE);
    ((volatile uint8_t *)SEGMENT(6))[1] = 0;
    LOAD_SEGMENT(5, SHARED);
    shared->uart_clock[1].instret = instret;
    shared->uart_clock[1].references = references;
    shared->uart_clock[1].cycle = cycle;
}

extern s64 gate0_gate(s64), gate1_gate(s64), clock_gate(void);
void request_clocked(volatile uint8_t *ier, struct clock *asked);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    {(u64)gate0_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 512, 0, "test", "alarm"},
    {(u64)gate1_gate, 1 | XS_GATE_INTERRUPT << 3, 512, 0, "test", "handler"},
    {(u64)clock_gate, 1 | XS_GATE_INTERRUPT << 3, 512, 0, "test", "clock"}};

/* The image grants an interrupt to who imports it. */
__attribute__((section(".postern.imports"), used)) static volatile struct {
    char name[32];
    u64 selector, reserved;
} source = {.name = "source"};

/* --- client: asks, and works on until its request is done --- */
static void client(void)
{
    LOAD_SEGMENT(5, SHARED);
    while (!shared->stop) {
        if (shared->asked == shared->seen) {
            CALL(SYS_SLEEP, 500);
            continue;
        }
        u64 entries = COUNTER(3), interrupts = COUNTER(26), goal = shared->asked;
        far_call(DRIVER, 0, 50, 0, 0, 0);
        while (shared->seen != goal && !shared->stop)
            shared->work++;
        shared->entries = COUNTER(3) - entries;
        shared->interrupts = COUNTER(26) - interrupts;
        shared->finished = goal;
    }
    CALL(SYS_EXIT, 0);
}

static void uart(void)
{
    LOAD_SEGMENT(5, SHARED);
    LOAD_SEGMENT(6, DEVICE);
    shared->uart_error = (u64)CALL(SYS_IRQ_BIND, UART, CLOCK_GATE, 2, 1000, 10000, 0);
    struct clock asked;
    request_clocked((volatile uint8_t *)SEGMENT(6) + 1, &asked);
    shared->uart_clock[0].instret = asked.instret;
    shared->uart_clock[0].references = asked.references;
    shared->uart_clock[0].cycle = asked.cycle;
    CALL(SYS_IRQ_WAIT, UART);
    CALL(SYS_EXIT, 1);
}

/* --- driver --- */
static void request(u64 how)
{
    mode = how;
    shared->asked++;
}

/* Sleeps until the client has found request n done. */
static void await_client(void)
{
    while (shared->finished != shared->asked)
        CALL(SYS_SLEEP, 200);
}

static void test_binding(void)
{
    is("irq_bind without a grant", CALL(SYS_IRQ_BIND, UART, HANDLER_GATE, 2, 1000, 10000, 0), -PE_PERM);
    is("irq_bind to a gate that is none", CALL(SYS_IRQ_BIND, RTC, 9, 2, 1000, 10000, 0), -PE_INVAL);
    is("irq_bind to a gate of another kind", CALL(SYS_IRQ_BIND, RTC, CALL_GATE, 2, 1000, 10000, 0), -PE_INVAL);
    is("irq_bind for more than half of the hart", CALL(SYS_IRQ_BIND, RTC, HANDLER_GATE, 2, 1000, 10, 0), -PE_QUOTA);
    is("irq_bind", CALL(SYS_IRQ_BIND, RTC, HANDLER_GATE, 3, 2000, 2000, 0), 0);
}

static void test_client(void)
{
    u64 work = shared->work;
    request(QUIET);
    await_client();
    is("D13 the request was done", (s64)shared->seen, 1);
    is("D13 in one interrupt", (s64)shared->interrupts, 1);
    is("D13 with no kernel entry from request to completion", (s64)shared->entries, 0);
    truth("D13 while the client worked on", shared->work - work > 100);
}

static void test_idle(void)
{
    mode = WAKE;
    u64 before = word, interrupts = COUNTER(26);
    alarm_in(50);
    s64 result = CALL(SYS_WAIT, &word, before, 0);
    interrupts = COUNTER(26) - interrupts; /* at once: others' clocks ring while this prints */
    is("a handler wakes its driver from an idle hart", result, 0);
    is("in one interrupt", (s64)interrupts, 1);
    is("it ran", (s64)(word - before), 1);
}

static void test_switch(void)
{
    request(WAKE);
    u64 before = word;
    s64 result = CALL(SYS_WAIT, &word, before, 0);
    u64 instructions = counter_instret() - shared->at_handler;
    is("a woken driver runs although its client never enters the kernel", result, 0);
    truth("as soon as the handler has returned", instructions < 3000);
    shared->seen++;
    await_client();
}

/* What goes wrong in a handler is its driver's alone. */
static void test_trouble(u64 how, const char *name, s64 error)
{
    u64 seen = shared->seen;
    alarm_in(50);
    mode = how;
    is(name, CALL(SYS_IRQ_WAIT, RTC), error);
    is("its request was not done", (s64)(shared->seen - seen), 0);
    mode = QUIET;
    is("the source stays masked", (alarm_in(50), CALL(SYS_SLEEP, 5000), (s64)(shared->seen - seen)), 0);
}

/* As `make figures` reads it. */
static void figure(const char *key, s64 value)
{
    put("figure ");
    put(key);
    put(" ");
    put_number(value);
    put("\n");
}

static void test_kill(void)
{
    is("the uart's driver bound its source", (s64)shared->uart_error, 0);
    /* less the reads of the counts and the store that asks */
    s64 instructions = (s64)(shared->uart_clock[1].instret - shared->uart_clock[0].instret - 4);
    is("irq_to_handler_instructions", instructions, 0);
    figure("irq_to_handler_instructions", instructions);
    figure("irq_to_handler_instructions_references",
           (s64)(shared->uart_clock[1].references - shared->uart_clock[0].references));
    /* the store that asks is among them */
    figure("irq_to_handler_cycles", (s64)(shared->uart_clock[1].cycle - shared->uart_clock[0].cycle));
    u64 interrupts = COUNTER(26);
    is("a driver is killed", CALL(SYS_PROG_KILL, MANAGED_UART), 0);
    LOAD_SEGMENT(7, UART_DEVICE);
    ((volatile uint8_t *)SEGMENT(7))[1] = 2;
    CALL(SYS_SLEEP, 1000);
    is("its source is silent, though the device asks", (s64)(COUNTER(26) - interrupts), 0);
    ((volatile uint8_t *)SEGMENT(7))[1] = 0;
}

static void test_unbind(void)
{
    is("irq_unbind", CALL(SYS_IRQ_UNBIND, RTC), 0);
    is("irq_unbind again", CALL(SYS_IRQ_UNBIND, RTC), -PE_NOENT);
    u64 seen = shared->seen;
    alarm_in(50);
    is("an unbound source is the kernel's", CALL(SYS_IRQ_WAIT, RTC), 0);
    is("and its handler is silent", (s64)(shared->seen - seen), 0);
}

static void driver(void)
{
    LOAD_SEGMENT(5, SHARED);
    CALL(SYS_SLEEP, 2000); /* the others are there */
    test_binding();
    test_client();
    test_idle();
    test_switch();
    request(CALLS);
    await_client();
    truth("a handler may wake and nothing else", (int)refused);
    test_trouble(FAULT, "a handler that faults", -PE_CALLEE);
    mode = ENDLESS;
    is("irq_wait unmasks; D14 an endless handler", CALL(SYS_IRQ_WAIT, RTC), -PE_TIMEOUT);
    shared->stop = 1;
    test_kill();
    test_unbind();
    done();
}

void start(u64 arg);
void start(u64 arg)
{
    switch (arg) {
    case 1: driver(); break;
    case 2: client(); break;
    default: uart(); break;
    }
}
