/* Asynchronous calls: the callee queues a request for its own thread, and wakes it by the kernel (claim D11, option A) or by a
 * flag (claim D12, option B). One ELF: the client (argument 0) and the service with its worker (argument 1). */
#include "bare.h"

enum { SERVICE = 1, ROOM = 16, DONE = 2 };
static volatile u64 asked, done_count, sum;
static u64 request[ROOM];
static u64 flags;           /* selector */
static volatile u64 taken;  /* the entry of a callback */
static volatile s64 answer; /* to an IPC call through it */
static volatile uint32_t bell;

static void queue_one(u64 a)
{
    request[asked % ROOM] = a;
    __atomic_store_n(&asked, asked + 1, __ATOMIC_RELEASE);
}

/* --- gates --- */
s64 gate0(u64), gate1(u64), gate2(void), gate3(void), gate4(void), gate5(void), gate6(void);

s64 gate0(u64 a) /* option A */
{
    queue_one(a);
    bell = 1;
    return CALL(SYS_WAKE, &bell, 1);
}

s64 gate1(u64 a) /* option B */
{
    queue_one(a);
    LOAD_SEGMENT(3, flags);
    __atomic_fetch_or((u64 *)(SEGMENT(3) + XS_FLAGS_BITS), 1, __ATOMIC_RELEASE);
    __atomic_fetch_or((u64 *)(SEGMENT(3) + XS_FLAGS_SUMMARY), 1, __ATOMIC_RELEASE);
    return 0;
}

s64 gate2(void)
{
    return (s64)done_count;
}
s64 gate3(void)
{
    return (s64)sum;
}

s64 gate4(void) /* a callback */
{
    return 0;
}

s64 gate5(void)
{
    s64 entry = CALL(SYS_GATE_TAKE);
    taken = entry < 0 ? 0 : (u64)entry & 0xffff;
    return entry < 0 ? entry : gate1(0);
}

s64 gate6(void)
{
    return answer;
}

extern s64 gate0_gate(s64), gate1_gate(s64), gate2_gate(s64), gate3_gate(s64), gate4_gate(s64), gate5_gate(s64),
    gate6_gate(s64);
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
    GATE(0), GATE(1), GATE(2), GATE(3), GATE_OF(4, XS_GATE_CALLBACK), GATE(5), GATE(6)};

/* --- the service's worker: waits in turn as both kinds of request want it --- */
static void work(void)
{
    for (; done_count < asked; done_count++)
        sum += request[done_count % ROOM];
    if (taken)
        answer = CALL(SYS_IPC_CALL, taken);
}

static _Noreturn void serve(void)
{
    flags = (u64)CALL(SYS_FLAGS_CREATE, 1);
    while (done_count < ROOM) { /* the first requests come by option A */
        CALL(SYS_WAIT, &bell, 0, 0);
        bell = 0;
        work();
    }
    for (;;) {
        CALL(SYS_FLAG_WAIT, flags, 0, 0);
        work();
    }
}

/* --- client --- */
static s64 request_by(unsigned gate, u64 a)
{
    return far_call_gate(gate, SERVICE, 0, a, 0, 0, 0);
}

static u64 finished(void)
{
    return (u64)far_call_gate(2, SERVICE, 0, 0, 0, 0, 0);
}

static void claim_D11(void)
{
    u64 before = COUNTER(3);
    s64 woken = request_by(0, 1);
    u64 after = COUNTER(3);
    is("claim_D11_the_kernel_wakes_the_services_thread", woken, 1);
    is("claim_D11_at_one_kernel_entry_in_the_client", (s64)(after - before), 1);
    is("the client goes on first", (s64)finished(), 0);
    CALL(SYS_SLEEP, 1000);
    is("then the request is done", (s64)finished(), 1);
    for (u64 i = 2; i <= ROOM; i++) {
        request_by(0, i);
        CALL(SYS_SLEEP, 1000);
    }
    is("and all others", (s64)finished(), ROOM);
}

static void claim_D12(void)
{
    u64 before = COUNTER(3);
    for (u64 i = 1; i <= 10; i++)
        request_by(1, 100);
    u64 asked_for = COUNTER(3), early = finished();
    while (finished() < ROOM + 10)
        ;
    u64 after = COUNTER(3);
    is("claim_D12_ten_requests_enter_no_kernel", (s64)(asked_for - before), 0);
    is("nor does the service hold the client up", (s64)early, ROOM);
    is("claim_D12_the_slices_end_and_the_workers_wait_are_the_only_entries", (s64)(after - before), DONE);
    is("every request was done once", far_call_gate(3, SERVICE, 0, 0, 0, 0, 0), ROOM * (ROOM + 1) / 2 + 1000);
}

/* The fast path of ipc_call looks into the entry before it knows what that names. */
static void a_taken_gate_is_no_endpoint(void)
{
    is("a callback is offered", CALL(SYS_GATE_OFFER, SERVICE, 4, 0), 0);
    is("and taken", far_call_gate(5, SERVICE, 0, 0, 0, 0, 0), 0);
    CALL(SYS_SLEEP, 50000);
    is("it is no endpoint", far_call_gate(6, SERVICE, 0, 0, 0, 0, 0), -PE_INVAL);
}

void start(u64 arg);
void start(u64 arg)
{
    if (arg)
        serve();
    CALL(SYS_SLEEP, 1000);
    claim_D11();
    claim_D12();
    a_taken_gate_is_no_endpoint();
    done();
}
