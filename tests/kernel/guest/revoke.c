/* O7: what a revocation costs the kernel, by how many hold the segment: entries of tables, registers of threads, slots of frames. Client and service are
 * this ELF. */
#include "bare.h"

enum { SERVICE = 1, FIRST = 32, MOST = 1000, HELPERS = 8 };
static volatile u64 ready, segment;

s64 gate0(u64 other);
s64 gate0(u64 other) /* takes registers for itself: what its caller had there goes to the frame's slots; stays */
{
    LOAD_SEGMENT(5, other);
    LOAD_SEGMENT(6, other);
    return CALL(SYS_SLEEP, 100000);
}
extern s64 gate0_gate(u64);
struct gate_record {
    u64 entry, bits, needs, time;
    char interface[32], function[32];
};
__attribute__((section(".postern.gates,\"\",@progbits #"), used)) static const struct gate_record gates[] = {
    {(u64)gate0_gate, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 256, 0, "test", "gate0"}};

/* Holds it in registers, two of them in slots of a frame, granted and latent. */
static void helper(u64 unused)
{
    (void)unused;
    LOAD_SEGMENT(5, segment);
    LOAD_SEGMENT(6, segment);
    LOAD_SEGMENT(7, segment);
    ready++;
    far_call_gate(0, SERVICE, 1 << 4, 2, 0, 0, 0);
    CALL(SYS_EXIT, 0);
}

static void hold(u64 holders)
{
    for (u64 i = 1; i < holders; i++)
        if (CALL(SYS_GRANT, 0xffff, FIRST + i, segment, 3, 0, 0) != (s64)(FIRST + i))
            is("grant", (s64)i, 0);
    ready = 0;
    for (u64 i = 0; holders > 1 && i < HELPERS; i++)
        CALL(SYS_THREAD_CREATE, 0xffff, helper, 0, 8192, 10);
    while (holders > 1 && ready < HELPERS)
        CALL(SYS_YIELD, 0);
    CALL(SYS_SLEEP, 100);
}

static s64 cost(u64 holders, int alias)
{
    s64 root = CALL(SYS_SEG_CREATE, 4096, 0);
    segment = (u64)(alias ? CALL(SYS_SEG_ALIAS, root, 4096, 3, 0) : root);
    hold(holders);
    LOAD_SEGMENT(8, segment);
    *(volatile u64 *)SEGMENT(8) = 1;
    u64 from = counter_instret();
    s64 error = CALL(SYS_SEG_DESTROY, segment);
    u64 price = counter_instret() - from;
    is("revoked", error, 0);
    is("nobody reaches it", CALL(SYS_SEG_INFO, FIRST + holders - 1, SEGMENT(8)), holders > 1 ? -PE_REVOKED : -PE_NOENT);
    is("not through a register either", CALL(SYS_WAKE, SEGMENT(8), 1), -PE_FAULT);
    if (alias)
        CALL(SYS_SEG_DESTROY, root);
    return (s64)price;
}

static void compare(const char *what, int alias)
{
    cost(1, alias); /* tables and code are warm */
    s64 one = cost(1, alias), thousand = cost(MOST, alias);
    put(what);
    put(": 1 holder ");
    put_number(one);
    put(", 1000 and 24 registers ");
    put_number(thousand);
    put("\n");
    truth("claim_O7_cost_is_independent_of_holders", thousand - one < 100 && one - thousand < 100);
}

void start(u64 arg);
void start(u64 arg)
{
    (void)arg;
    compare("revocation of a segment", 0);
    compare("withdrawal of an alias", 1);
    done();
}
