/* Several harts, from user mode: threads bound to them, messages without the kernel, kills and revocations of what another hart
 * uses. Runs on any number of harts; with one, threads take turns. The ELF is two programs: `harts`, which calls itself, and
 * `victim`. Entries: 1 itself, 2 victim, 3 victim with manage, 4 another segment. */
#include "bare.h"

enum { SELF = 1, VICTIM = 2, MANAGED_VICTIM = 3, OTHER = 4, ROUNDS = 8, MESSAGES = 1000 };
enum order { REGISTER, LATENT, FRAME, LOADING, KINDS, PING = KINDS, CALL_VICTIM };
#define OLD 0x01dull
#define NEW 0xbadull

/* Words that the harts share; each has a line of its own. */
static struct {
    volatile u64 value;
    u64 line[7];
} order, ready, go_on, finished, ping, pong, beats, revoked;
static volatile u64 kind, selector, late, strange, result, worker_entries;

/* Sleeps on the line until it holds the value. */
static void until(volatile u64 *word, u64 value)
{
    u64 now;
    do
        __asm__ volatile(".option push\n.option arch, +zawrs\n"
                         "lr.d %0, (%1)\nbeq %0, %2, 1f\nwrs.nto\n1:\n.option pop"
                         : "=&r"(now)
                         : "r"(word), "r"(value)
                         : "memory");
    while (now != value);
}

static void set(volatile u64 *word, u64 value)
{
    __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

static u64 get(volatile u64 *word)
{
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

/* --- gates --- */
/* A read that succeeds after the revocation has returned is late; what was never written there is strange. */
static void look(void)
{
    u64 over = get(&revoked.value), found = *(volatile u64 *)SEGMENT(3);
    late += over != 0;
    strange += found != OLD;
}

s64 gate0(u64 what), gate1(void), gate2(void), gate3(void);
s64 gate0(u64 what)
{
    LOAD_SEGMENT(3, selector);
    look();
    if (what == LATENT || what == FRAME) {
        s64 r = far_call_gate(what == LATENT ? 1 : 2, SELF, 0, 0, 0, 0, 0);
        look();
        return r;
    }
    set(&ready.value, 1);
    for (;;) {
        if (what == LOADING)
            LOAD_SEGMENT(3, selector);
        look();
    }
}
s64 gate1(void) /* sg3 is its caller's, and latent */
{
    set(&ready.value, 1);
    until(&go_on.value, 1);
    return 0;
}
s64 gate2(void) /* sg3 becomes another's: the caller's is in the frame */
{
    LOAD_SEGMENT(3, OTHER);
    *(volatile u64 *)SEGMENT(3) = 1;
    return gate1();
}
s64 gate3(void)
{
    for (;;)
        ;
}
extern s64 gate0_gate(u64), gate1_gate(void), gate2_gate(void), gate3_gate(void);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
#define GATE(n)                                                                           \
    {                                                                                     \
        (u64) gate##n##_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 512, 0, "test", "gate" #n \
    }
__attribute__((section(".postern.gates,\"\",@progbits #"),
               used)) static const struct gate_record gates[] = {GATE(0), GATE(1), GATE(2), GATE(3)};

/* --- the other thread --- */
static void answer_pings(void)
{
    u64 entries = COUNTER(3);
    for (u64 i = 1; i <= MESSAGES; i++) {
        until(&ping.value, i);
        set(&pong.value, i);
    }
    worker_entries = COUNTER(3) - entries;
}

static void worker(u64 hart)
{
    CALL(SYS_THREAD_BIND, 0, hart);
    for (u64 n = 1;; n++) {
        until(&order.value, n);
        if (kind == PING) {
            answer_pings();
        } else if (kind == CALL_VICTIM) {
            set(&ready.value, 1);
            result = (u64)far_call_gate(3, VICTIM, 0, 0, 0, 0, 0); /* never ends */
        } else {
            result = (u64)far_call_gate(0, SELF, 0, kind, 0, 0, 0);
        }
        set(&finished.value, n);
    }
}

static void spinner(u64 hart)
{
    CALL(SYS_THREAD_BIND, 0, hart);
    for (;;)
        beats.value++;
}

static u64 orders;
static void give(enum order what)
{
    kind = what;
    set(&order.value, ++orders);
}

static void pause_for(u64 n)
{
    for (volatile u64 i = 0; i < n; i++)
        ;
}

/* --- what is tested --- */
static void messages(void)
{
    give(PING);
    u64 entries = COUNTER(3);
    for (u64 i = 1; i <= MESSAGES; i++) {
        set(&ping.value, i);
        until(&pong.value, i);
    }
    entries = COUNTER(3) - entries;
    until(&finished.value, orders);
    is("a thousand messages to another hart and back enter the kernel never", (s64)(entries + worker_entries), 0);
}

/* The revoked segment's page goes to the next one that is made, at once. */
static s64 revoke_under(enum order what, u64 round)
{
    s64 sel = CALL(SYS_SEG_CREATE, 4096, 0);
    selector = (u64)sel;
    LOAD_SEGMENT(4, sel);
    *(volatile u64 *)SEGMENT(4) = OLD;
    set(&ready.value, 0);
    set(&go_on.value, 0);
    set(&revoked.value, 0);
    give(what);
    until(&ready.value, 1);
    pause_for(round * 1237);
    if (CALL(SYS_SEG_DESTROY, sel) != 0)
        return 0;
    set(&revoked.value, 1);
    s64 next = what == LOADING ? 0 : CALL(SYS_SEG_CREATE, 4096, 0);
    if (next) {
        LOAD_SEGMENT(4, next);
        *(volatile u64 *)SEGMENT(4) = NEW;
    }
    set(&go_on.value, 1);
    until(&finished.value, orders);
    if (next)
        CALL(SYS_SEG_DESTROY, next);
    return (s64)result;
}

static void revocations(void)
{
    static const char *const names[KINDS] = {"claim_O7_a_register_and_the_tlb_of_another_hart_are_revoked",
                                             "claim_O7_a_latent_register_of_another_hart_is_revoked",
                                             "claim_O7_a_register_saved_in_a_frame_is_revoked",
                                             "claim_O7_an_entry_in_another_harts_buffer_is_revoked"};
    for (unsigned what = 0; what < KINDS; what++) {
        unsigned faults = 0;
        for (u64 round = 0; round < ROUNDS; round++)
            faults += revoke_under(what, round) == -PE_CALLEE;
        is(names[what], faults, ROUNDS);
    }
    is("claim_O7_no_access_after_the_revocation_returned", (s64)late, 0);
    is("claim_O7_no_read_of_the_next_owners_data", (s64)strange, 0);
}

static void kills(u64 hart)
{
    s64 t = CALL(SYS_THREAD_CREATE, 0xffff, spinner, hart, 4096, 10);
    while (!get(&beats.value))
        CALL(SYS_YIELD, 0);
    is("a thread that runs on another hart is killed", CALL(SYS_THREAD_KILL, t), 0);
    u64 then = get(&beats.value);
    pause_for(30000);
    is("and runs no more", (s64)(get(&beats.value) - then), 0);
}

static void victims(void)
{
    set(&ready.value, 0);
    give(CALL_VICTIM);
    until(&ready.value, 1);
    CALL(SYS_SLEEP, 1000);
    is("a service in which another hart runs is killed", CALL(SYS_PROG_KILL, MANAGED_VICTIM), 0);
    until(&finished.value, orders);
    is("claim_O4_its_caller_on_that_hart_is_told", (s64)result, -PE_KILLED);
}

void start(u64 arg);
void start(u64 arg)
{
    (void)arg;
    s64 harts = CALL(SYS_THREAD_BIND, 0, 0);
    put("harts ");
    put_number(harts);
    put("\n");
    is("there is no hart beyond the last", CALL(SYS_THREAD_BIND, 0, harts), -PE_RANGE);
    for (s64 hart = harts > 1; hart < harts; hart++) {
        order.value = finished.value = orders = ping.value = pong.value = beats.value = 0;
        s64 t = CALL(SYS_THREAD_CREATE, 0xffff, worker, hart, 16384, 10);
        if (harts > 1)
            messages();
        revocations();
        kills((u64)hart);
        if (hart == harts - 1)
            victims();
        CALL(SYS_THREAD_KILL, t);
    }
    is("it may run on any again", CALL(SYS_THREAD_BIND, 0, -1), harts);
    CALL(SYS_THREAD_BIND, 0, harts - 1); /* the machine is powered off from there */
    done();
}
