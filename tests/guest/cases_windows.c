/* Rule 5 through the machine's fast paths: random windows, stack limits and accesses, with pages warm and cold, against
 * what the rules say, computed here. */
#include "guest.h"

enum { TRIALS = 4000, MAPPED = 0x2000 };
static uint64_t seed;

static uint64_t dice(uint64_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 9) % sides;
}

USER(w_make, "sg.load 3, a2\n sg.win a0, a0, a1, 4, 3\n ecall");
USER(w_lb, "lbu a1, (a0)\n ecall");
USER(w_lh, "lhu a1, (a0)\n ecall");
USER(w_lw, "lwu a1, (a0)\n ecall");
USER(w_ld, "ld a1, (a0)\n ecall");
USER(w_sb, "sb a1, (a0)\n ecall");
USER(w_sh, "sh a1, (a0)\n ecall");
USER(w_sw, "sw a1, (a0)\n ecall");
USER(w_sd, "sd a1, (a0)\n ecall");
static char *const LOADS[] = {w_lb, w_lh, w_lw, w_ld}, *const STORES[] = {w_sb, w_sh, w_sw, w_sd};

/* An offset near an edge of [from, to), or of a page in it. */
static uint64_t near(uint64_t from, uint64_t to)
{
    const uint64_t edges[] = {from, to, 0x1000, from + dice(to - from + 1)};
    return (edges[dice(4)] + dice(20) - 10) & 0xffff;
}

/* What the rules say of an access of `size` bytes at `offset` to a register that reaches [from, to). */
static uint64_t verdict(uint64_t from, uint64_t to, uint64_t offset, uint64_t size)
{
    if (offset < from || offset >= to)
        return XS_REASON_BOUNDS;
    return size > to - offset ? XS_REASON_MISALIGNED : XS_REASON_NONE;
}

/* One access through register n; false: the machine did not do as the rules say. */
static bool trial(unsigned n, uint64_t from, uint64_t to, const uint8_t *memory)
{
    unsigned log = (unsigned)dice(4), size = 1u << log;
    uint64_t offset = near(from, to), want = verdict(from, to, offset, size);
    bool store = dice(2);
    user.x[A1] = dice((uint64_t)1 << 50);
    go_with(store ? STORES[log] : LOADS[log], PTR(n, offset));
    if (want)
        return trapped(XS_CAUSE_SEGMENT_ACCESS, want, PTR(n, offset));
    uint64_t found = 0;
    for (unsigned i = size; i-- > 0;)
        found = found << 8 | memory[offset + i];
    uint64_t mask = size == 8 ? ~(uint64_t)0 : ((uint64_t)1 << 8 * size) - 1;
    return user.cause == ECALL && (user.x[A1] & mask) == found;
}

CASE(rule_05_random_windows_do_as_the_rules_say)
{
    uint8_t *data = page_of(DATA, 0); /* its two pages lie one after the other */
    seed = 0x2545f4914f6cdd1d;
    for (unsigned i = 0; i < MAPPED; i++)
        data[i] = (uint8_t)(i * 7 + (i >> 8));
    for (unsigned i = 0; i < TRIALS; i++) {
        uint64_t from = dice(2) ? 0xfc0 + dice(0x80) : dice(MAPPED), len = 1 + dice(dice(2) ? 0x60 : MAPPED - from);
        if (from + len > MAPPED)
            len = MAPPED - from;
        if (dice(20) == 0)
            inval(DATA, 0, 0);
        user.x[A1] = len;
        user.x[A2] = TO_DATA;
        go_with(w_make, PTR(3, from));
        expect_ecall();
        for (unsigned k = 0; k < 4; k++)
            expect(trial(4, from, from + len, data));
        expect(trial(3, 0, LIMIT, data) || (user.xinfo & 0xff) == XS_REASON_PAGE_ABSENT);
    }
}

CASE(rule_05_random_stack_limits_do_as_the_rules_say)
{
    uint8_t *stack = page_of(THREAD, 0);
    seed = 0x9e3779b97f4a7c15;
    for (unsigned i = 0; i < TRIALS; i++) {
        uint64_t limit = (dice(2) ? 0xf80 + dice(0x100) : 0x40 + dice(STACK_TOP - 0x40)) & ~(uint64_t)63;
        csr_write(CSR_XS2LIM, limit);
        for (unsigned k = 0; k < 4; k++)
            expect(trial(2, 0, limit, stack));
    }
}
