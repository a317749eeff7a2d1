/* IPC between two programs: correctness of the fast and the slow path, and what a null round trip costs. One ELF, two
 * programs: the server is told by its argument. Entries: 1 endpoint, 2 own program (client). */
#include "bare.h"

enum { ROUNDS = 1000 };
/* What a server leaves in registers that its client's call must bring back. */
#define JUNK_IN_SAVED_REGISTERS                                                                                 \
    __asm__ volatile(                                                                                           \
        "li s1, 1; li s2, 2; li s3, 3; li s4, 4; li s5, 5; li s6, 6; li s7, 7; li s8, 8; li s9, 9; li s10, 10;" \
        "li s11, 11; li gp, 3; li tp, 4" ::                                                                     \
            : "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11")
static u64 echoes;

static void serve(void)
{
    struct answer m = {{0}};
    int loaded = 0;
    for (;;) {
        JUNK_IN_SAVED_REGISTERS;
        if (loaded)
            m.a[2] = *(volatile u64 *)SEGMENT(5); /* if this were the client's, it would see */
        ecall6(SYS_IPC_REPLY_WAIT, 1, m.a[1] + 1, m.a[2], m.a[3], m.a[5], 0, &m);
        echoes++;
        if (m.a[4] == 97) {
            LOAD_SEGMENT(5, 3);
            *(volatile u64 *)SEGMENT(5) = 88;
            loaded = 1;
        }
        if (m.a[4] == 99)
            *(volatile u64 *)0x3000000000000000 = 1; /* dies with a client waiting */
    }
}

/* Every register that must survive a call does; no other thread's leak. */
s64 check_registers(u64 endpoint);

static u64 measure(u64 number, u64 rounds)
{
    u64 from = counter_instret();
    for (u64 i = 0; i < rounds; i++) {
        register u64 a0 __asm__("a0") = 1;
        register u64 a1 __asm__("a1") = i;
        register u64 a2 __asm__("a2") = 2;
        register u64 a3 __asm__("a3") = 3;
        register u64 a4 __asm__("a4") = 4;
        register u64 a7 __asm__("a7") = number;
        __asm__ volatile("ecall"
                         : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4)
                         : "r"(a7)
                         : "memory", "a5", "t0", "t1", "t2", "t3", "t4", "t5", "t6");
    }
    return counter_instret() - from;
}

static u64 empty(u64 rounds)
{
    u64 from = counter_instret();
    for (u64 i = 0; i < rounds; i++)
        __asm__ volatile("" ::"r"(i) : "memory");
    return counter_instret() - from;
}

void start(u64 is_server);
void start(u64 is_server)
{
    struct answer m;
    if (is_server)
        serve();
    s64 r = ecall6(SYS_IPC_CALL, 1, 10, 11, 12, 13, 0, &m);
    is("ipc_call answers the first word", r, 11);
    is("ipc_call answers the others", (s64)(m.a[1] * 10000 + m.a[2] * 100 + m.a[3]), 11 * 10000 + 12 * 100 + 42);
    truth("registers survive the fast path", check_registers(1) == 0);
    u64 switches = COUNTER(28), cost = measure(SYS_IPC_CALL, ROUNDS), idle = empty(ROUNDS);
    put("ipc null round trip, instructions with an inline stub: ");
    put_number((s64)(cost - idle) / ROUNDS);
    put("\n");
    is("two thread switches a round trip", (s64)(COUNTER(28) - switches), 2 * ROUNDS);
    u64 most =
        CALL(SYS_THREAD_BIND, 0, -1) > 1 ? 390 : 340; /* several harts: the kernel's lock, twice; deadlines: 10 */
    truth("the fast path is taken", (cost - idle) / ROUNDS < most);
    LOAD_SEGMENT(5, 3);
    *(volatile u64 *)SEGMENT(5) = 77;
    cost = measure(SYS_IPC_CALL, ROUNDS);
    put("the same with a data segment loaded: ");
    put_number((s64)(cost - idle) / ROUNDS);
    put("\n");
    is("a loaded segment survives the switch", (s64) * (volatile u64 *)SEGMENT(5), 77);
    ecall6(SYS_IPC_CALL, 1, 0, 0, 0, 97, 0, 0);
    ecall6(SYS_IPC_CALL, 1, 0, 0, 0, 0, 0, &m);
    is("the server has its own in the same register", (s64)m.a[1], 88);
    is("and the client still this one", (s64) * (volatile u64 *)SEGMENT(5), 77);
    is("not an endpoint", CALL(SYS_IPC_CALL, 3), -PE_INVAL);
    is("no such entry", CALL(SYS_IPC_CALL, 9), -PE_NOENT);
    is("entry out of range", CALL(SYS_IPC_CALL, 1ull << 40), -PE_NOENT);
    is("may not serve", CALL(SYS_IPC_REPLY_WAIT, 1), -PE_PERM);
    is("the server faults: its caller is told", ecall6(SYS_IPC_CALL, 1, 0, 0, 0, 99, 0, 0), -PE_CALLEE);
    done();
}
