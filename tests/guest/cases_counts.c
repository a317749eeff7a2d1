/* Chapter 13 and the figures of the raw far call, read in U-mode by U-mode. */
#include "guest.h"

/* Counter by hexadecimal CSR number, around one far call + far return (the callee is a bare sg.ret); twice, so that the
 * second time is warm: a2 cold, a3 warm. The counter's own read is inside: one instruction. */
#define TWICE(label, csr)                                                                      \
    USER(label, "csrr a4, " csr "\n sg.call a0, zero, 0\n csrr a5, " csr "\n sub a2, a5, a4\n" \
                "csrr a4, " csr "\n sg.call a0, zero, 0\n csrr a5, " csr "\n sub a3, a5, a4\n ecall")
TWICE(n_instret, "0xc02");
TWICE(n_entries, "0xc03");
TWICE(n_tables, "0xc07");
TWICE(n_ptes, "0xc08");
TWICE(n_frame_writes, "0xc09");
TWICE(n_frame_reads, "0xc0a");
TWICE(n_spill_writes, "0xc0b");
TWICE(n_spill_reads, "0xc0c");
TWICE(n_slb_misses, "0xc13");

static void count(const char *label)
{
    inval(0, 0, 3);
    user.x[A0] = TO_SERVER;
    go(label);
}

CASE(count_raw_far_call_is_two_instructions)
{
    count(n_instret);
    expect_ecall();
    expect(user.x[A3] == 2 + 1); /* and the read of the counter */
    note("raw far call + far return, instructions:", user.x[A3] - 1);
    count(n_entries);
    expect(user.x[A2] == 0 && user.x[A3] == 0); /* D10 */
}

CASE(count_warm_far_call_reads_no_table)
{
    count(n_tables);
    expect_ecall();
    expect(user.x[A3] == 0 && user.x[A2] >= 4);
    note("table references, cold:", user.x[A2]);
    note("table references, warm:", user.x[A3]);
    count(n_ptes);
    expect(user.x[A3] == 0);
    count(n_slb_misses);
    expect(user.x[A3] == 0);
}

CASE(count_one_linkage_frame)
{
    count(n_frame_writes);
    expect(user.x[A2] == 12 && user.x[A3] == 12);
    count(n_frame_reads);
    expect(user.x[A2] == 13 && user.x[A3] == 13);
    count(n_spill_writes);
    expect(user.x[A3] == 0);
    count(n_spill_reads);
    expect(user.x[A3] == 0);
    note("frame doublewords written:", 12);
    note("frame doublewords read:", 13);
}

USER(n_overwrites, "sg.mov t1, zero, 3\n sg.mov t1, zero, 4\n sg.mov t1, zero, 4\n sg.ret");

CASE(count_spills_of_what_is_overwritten)
{
    struct xs_gate g = plain_gate(n_overwrites);
    set_gate(SERVER, 0, &g);
    count(n_spill_writes);
    expect(user.x[A2] == 8 && user.x[A3] == 8);
    count(n_spill_reads);
    expect(user.x[A2] == 8 && user.x[A3] == 8);
}

USER(n_many, "1: sg.call a0, zero, 0\n addi a2, a2, -1\n bnez a2, 1b\n ecall");

CASE(count_calls_and_returns)
{
    uint64_t calls = csr_read(0xc05), returns = csr_read(0xc06);
    user.x[A0] = TO_SERVER;
    user.x[A2] = 1000;
    go(n_many);
    expect_ecall();
    expect(csr_read(0xc05) - calls == 1000 && csr_read(0xc06) - returns == 1000);
    expect(csr_read(CSR_XSERIAL) == (uint64_t)1000 << 32);
}
