/* Generated from abi/causes.yaml by tools/abigen. Do not edit. */
#pragma once

#define XS_CAUSE_SEGMENT_ACCESS 0x18 /* fetch, load, store or AMO that the segment unit refused */
#define XS_CAUSE_SEGMENT_LOAD 0x19 /* sg.load, sg.win, sg.mov, sg.loadg or sg.dev refused; nothing changed */
#define XS_CAUSE_FAR_CALL 0x1a /* sg.call refused; nothing changed */
#define XS_CAUSE_FAR_RETURN 0x1b /* sg.ret refused; nothing changed */
#define XS_CAUSE_INTERRUPT 0x1c /* a bound source was masked: it could not be delivered, or its budget is used up; stval is the source */
#define XS_CAUSE_DEADLINE 0x1d /* the running call has used up the time it was given; stval is 0 */
#define XS_REASON_NONE 0 /* no reason */
#define XS_REASON_EMPTY 1 /* the segment register is empty */
#define XS_REASON_INVISIBLE 2 /* the segment register was not granted to this code */
#define XS_REASON_BOUNDS 3 /* the address lies outside the segment or window */
#define XS_REASON_PERMISSION 4 /* the segment register does not allow this access */
#define XS_REASON_STALE 5 /* the segment was revoked */
#define XS_REASON_PAGE_ABSENT 6 /* no page is there */
#define XS_REASON_PAGE_PERMISSION 7 /* the page does not allow this access */
#define XS_REASON_REGISTER 8 /* this address space register is not usable in this mode or for this operation */
#define XS_REASON_WALK 9 /* the page table could not be read */
#define XS_REASON_MISALIGNED 0xa /* the access crosses what one register reaches */
#define XS_REASON_SELECTOR 0x10 /* no table entry with that selector */
#define XS_REASON_THREAD_VST 0x11 /* the thread's table may not be used here */
#define XS_REASON_KIND 0x12 /* the entry names a segment of another kind */
#define XS_REASON_GATE_MASK 0x13 /* the entry does not allow that gate */
#define XS_REASON_GATE 0x14 /* the callee exports no such gate */
#define XS_REASON_GRANT 0x15 /* the call grants a register that the caller does not see */
#define XS_REASON_STACK_POINTER 0x16 /* sp does not point into the usable stack */
#define XS_REASON_STACK 0x17 /* not enough stack for what the gate needs */
#define XS_REASON_FRAMES 0x18 /* not enough linkage frames */
#define XS_REASON_GRANT_STACK 0x19 /* a granted window overlaps the callee's own stack */
#define XS_REASON_REENTERED 0x1a /* the gate is not re-entrant and is active on this thread */
#define XS_REASON_CALLER 0x1b /* there is no caller to call back */
#define XS_REASON_BOTTOM 0x1c /* there is no call to return from */
#define XS_REASON_RETURN_STALE 0x1d /* the caller was revoked during the call */
#define XS_REASON_OPERAND 0x1e /* a reserved bit of the operand is set */
#define XS_REASON_TABLE 0x1f /* an entry of the kernel's tables is malformed */
#define XS_REASON_TIME 0x20 /* not enough time is left for what the gate needs */
#define XS_REASON_BUDGET 0x21 /* the interrupt source used up its budget */
#define XS_REASON_FP_IN_HANDLER 0x22 /* an interrupt handler may not enter code with FP */
#define XS_REASON_NOT_KEEPABLE 0x23 /* the segment is not keepable: no device may hold it */
#define XS_REASON_NO_DEVICE 0x24 /* no device with segment registers is there */
#define XS_REASON_DEADLINE 0x25 /* the call used up its time */

/* X(NAME, number, text) for each reason */
#define XS_REASONS(X) \
    X(NONE, 0, "no reason") \
    X(EMPTY, 1, "the segment register is empty") \
    X(INVISIBLE, 2, "the segment register was not granted to this code") \
    X(BOUNDS, 3, "the address lies outside the segment or window") \
    X(PERMISSION, 4, "the segment register does not allow this access") \
    X(STALE, 5, "the segment was revoked") \
    X(PAGE_ABSENT, 6, "no page is there") \
    X(PAGE_PERMISSION, 7, "the page does not allow this access") \
    X(REGISTER, 8, "this address space register is not usable in this mode or for this operation") \
    X(WALK, 9, "the page table could not be read") \
    X(MISALIGNED, 10, "the access crosses what one register reaches") \
    X(SELECTOR, 16, "no table entry with that selector") \
    X(THREAD_VST, 17, "the thread's table may not be used here") \
    X(KIND, 18, "the entry names a segment of another kind") \
    X(GATE_MASK, 19, "the entry does not allow that gate") \
    X(GATE, 20, "the callee exports no such gate") \
    X(GRANT, 21, "the call grants a register that the caller does not see") \
    X(STACK_POINTER, 22, "sp does not point into the usable stack") \
    X(STACK, 23, "not enough stack for what the gate needs") \
    X(FRAMES, 24, "not enough linkage frames") \
    X(GRANT_STACK, 25, "a granted window overlaps the callee's own stack") \
    X(REENTERED, 26, "the gate is not re-entrant and is active on this thread") \
    X(CALLER, 27, "there is no caller to call back") \
    X(BOTTOM, 28, "there is no call to return from") \
    X(RETURN_STALE, 29, "the caller was revoked during the call") \
    X(OPERAND, 30, "a reserved bit of the operand is set") \
    X(TABLE, 31, "an entry of the kernel's tables is malformed") \
    X(TIME, 32, "not enough time is left for what the gate needs") \
    X(BUDGET, 33, "the interrupt source used up its budget") \
    X(FP_IN_HANDLER, 34, "an interrupt handler may not enter code with FP") \
    X(NOT_KEEPABLE, 35, "the segment is not keepable: no device may hold it") \
    X(NO_DEVICE, 36, "no device with segment registers is there") \
    X(DEADLINE, 37, "the call used up its time")
