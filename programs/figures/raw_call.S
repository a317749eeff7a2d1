/* Far calls without stubs. sp is the caller's, 16-aligned; the callee touches nothing; the mask is 0: nothing
 * is passed, granted, protected. ra is kept in gp, which call and return save and restore. */
#include "postern/stub.inc"

    .text
    .globl raw_table_references, raw_calls, raw_no_calls
    .balign 64 /* all on one page: fetching this code reads no table in between */
raw_table_references:
    mv gp, ra
    mv t2, a0
    csrr a1, 0xc00 + XS_CTR_TABLE_READS
    sg.call t2, zero, 0
    csrr a0, 0xc00 + XS_CTR_TABLE_READS
    sub a0, a0, a1
    jr gp

raw_calls:
    mv gp, ra
1:  sg.call a0, zero, 0
    addi a1, a1, -1
    bnez a1, 1b
    jr gp

raw_no_calls:
    mv gp, ra
1:  addi a1, a1, -1
    bnez a1, 1b
    jr gp
