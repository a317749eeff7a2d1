/* Generated from abi/syscalls.yaml by tools/abigen. Do not edit. */
#pragma once

#define POSTERN_ABI_VERSION 1
#define SYS_EXIT 0 /* (code) ends the calling thread; the program ends with its last thread, status `code` (0-255), but one that exports gates lives on after an exit with 0. In a service it ends the call instead (-callee) */
#define SYS_YIELD 1 /* () lets the next ready thread of this priority run */
#define SYS_WAIT 2 /* (word, expected, timeout) sleeps while the 32-bit *word == expected; timeout in ticks of `time`, 0 is for ever. again: it differed; timeout; revoked */
#define SYS_WAKE 3 /* (word, count) wakes at most `count` threads that wait on word; answers how many */
#define SYS_DEBUG_WRITE 4 /* (buf, len) writes to the kernel's console, DEBUG_MAX bytes at a time at most: answers how many it wrote; the whole buffer must be the caller's to read. Needs right debug */
#define SYS_SEG_CREATE 5 /* (size, flags) new zeroed data segment, charged to the caller's quota; answers sel with R, W, load, manage */
#define SYS_SEG_DESTROY 6 /* (sel) revokes and frees; needs manage */
#define SYS_SEG_ALIAS 7 /* (sel, limit, perms, keep) alias descriptor of a data segment: own generation, limit <= its limit, perms narrowed; answers sel with manage */
#define SYS_HEAP_GROW 8 /* (end) commits pages of the caller's own code segment from its present end up to offset `end`; answers the new end. end = 0 asks only */
#define SYS_CODE_CREATE 9 /* (name, name_len, quota, vst_count) new empty program, its quota taken from the caller's; answers sel with manage; needs right spawn */
#define SYS_CODE_WRITE 0xa /* (sel, offset, buf, len, perms) commits pages [offset, offset+len) page-wise with perms (bits: 1 R, 2 W, 4 X) where absent, copies; before code_seal only; len of bss: buf = 0 */
#define SYS_CODE_SEAL 0xb /* (sel, gates, count) fixes text and gate table (xs_gate[count]); the segment can be called and run from now on */
#define SYS_GRANT 0xc /* (prog, index, sel, perms, gates, badge) puts what sel names (or sel = 0xffff: prog itself, for gates) in entry `index` (0: a free one) of prog's VST with perms (1 R, 2 W, 4 manage), gate mask `gates` and badge narrowed to what the caller holds; needs manage on prog; prog = 0xffff is the caller's own, 0xfffe the calling thread's own table (where it may be used; indices with bit 15 set); answers the index */
#define SYS_UNGRANT 0xd /* (prog, index) empties an entry; needs manage on prog (0xffff: own; 0xfffe: the calling thread's table) */
#define SYS_THREAD_CREATE 0xe /* (prog, entry, arg, stack, priority) new thread of prog (0xffff: own) at offset `entry` with a0 = arg; stack: bytes in 31:0, linkage frames in 63:32 (0: 64); priority at most the caller's; needs manage; answers the thread id */
#define SYS_THREAD_KILL 0xf /* (tid) kills a thread whose home program the caller manages: calls unwind, then it ends */
#define SYS_PROG_KILL 0x10 /* (sel) kills a program: its threads end, calls in it unwind with `killed`, its segments are revoked; needs manage */
#define SYS_PROG_WAIT 0x11 /* (sel, timeout) sleeps until the program has ended; answers status (0-255 exit, 256 + cause killed or faulted); needs manage */
#define SYS_IRQ_WAIT 0x12 /* (source) unmasks PLIC source, sleeps until it fires, leaves it masked; needs a grant of the source. A source that the caller has bound: sleeps until it is masked, and answers why, once: timeout (budget used up), callee (the handler faulted), refused (no delivery was possible), revoked (unbound); unless such an answer is due, it unmasks first */
#define SYS_IPC_CALL 0x13 /* (sel, m0, m1, m2, m3) sends m0-m3 to endpoint `sel`, sleeps for the reply; answers a0 = reply word 0, a1-a3 the others; badge goes along */
#define SYS_IPC_REPLY_WAIT 0x14 /* (sel, r0, r1, r2, r3) replies to the last caller (if any), sleeps for the next; answers a0 = 0 or error, a1-a4 = m0-m3, a5 = badge, a6 = entry of the server's VST where this client's buffer is (see ipc_share; 0: none) */
#define SYS_INFO 0x15 /* (what, index, buf, len) kernel state for ps and segs: one record (see enums info); answers its size; noent past the last; needs right inspect */
#define SYS_SHUTDOWN 0x16 /* (code) powers the machine off; code 0 pass, else fail; needs right power */
#define SYS_FRAME_ALIVE 0x17 /* (tid, serial) 1 if that call is still active on that thread, or may be (it runs on another hart, and was asked about just now), else 0: lets a lock recover from a dead holder */
#define SYS_SLEEP 0x18 /* (ticks) sleeps that many ticks of `time` */
#define SYS_EP_CREATE 0x19 /* () new IPC endpoint; answers sel with manage */
#define SYS_THREAD_SELF 0x1a /* () answers the calling thread's id (sg.qry thread does the same without the kernel) */
#define SYS_SEG_INFO 0x1b /* (sel, buf) size and permissions of what sel names: {u64 limit, u64 perms} */
#define SYS_ARGUMENT 0x1c /* (index) start-up data of the current program: 0 page-aligned end of image, 1 stack size, 2 TLS image offset, 3 TLS file size, 4 TLS memory size */
#define SYS_IPC_SHARE 0x1d /* (sel, seg) shares data segment `seg` (R, W) with the program that serves endpoint `sel`: puts it in a free entry of that program's VST, in place of what was shared through entry `sel` before, and tells the server that index in a6 with every message sent through entry `sel`; answers the index. seg = 0 withdraws. Lets a client and an ipc server have a buffer mapped once; revocation and the client's end take it back */
#define SYS_CODE_SET 0x1e /* (sel, index, value) start-up data of a program, before code_seal: index 0-4 as `argument` answers; 5: 1 runs its threads with FP registers; 6: RIGHT bits, among the caller's own. Unset, all are 0; needs manage */
#define SYS_IRQ_BIND 0x1f /* (source, gate, level, budget, period, badge) from now on the source calls the caller's own gate of kind INTERRUPT in user mode, on the hart of the caller, with that badge: level 1-7, at most `budget` instructions, 2,000,000 at most, in each `period` ticks (all sources of a hart together: half of its time; else quota). Binding again changes all of it. Needs a grant of the source; busy: another program has bound it, or a thread waits for it */
#define SYS_IRQ_UNBIND 0x20 /* (source) the source is the kernel's again (irq_wait); a handler that runs goes on to its end */
#define SYS_GATE_OFFER 0x21 /* (sel, gate, badge) offers the caller's own gate of kind CALLBACK, for later, to the service that code entry `sel` names, which will come under that badge; one offer at a time. gate = -1 takes it back */
#define SYS_GATE_TAKE 0x22 /* () in a call: takes what the calling program has offered to this service into a free entry of its VST (its old entry for that program, where it has one); answers the index, and the gate in bits 21:16. noent: nothing was offered */
#define SYS_THREAD_BIND 0x25 /* (tid, hart) the thread (0: the calling one; else one whose home program the caller manages) runs on that hart alone; hart = -1: on any. Answers how many harts there are; range: no such hart */
#define SYS_HARTS 0x26 /* () answers how many harts there are */
#define SYS_FLAGS_CREATE 0x35 /* (count) new data segment of `count` wake-up flags (layout FLAGS_*), all clear, charged to the caller, which may have 4 (else quota); answers sel with R, W, load, manage. Who holds it sets a flag, and its summary bit, by atomic ors; the scheduler looks when a thread waits, yields or ends its slice */
#define SYS_FLAG_WAIT 0x36 /* (sel, index, timeout) sleeps until the flag is set, clears it; sel needs W. busy: another thread waits for it; timeout; revoked */
#define SYS_PROG_RESTART 0x37 /* (sel) starts a program of the boot image that has ended again, as at first: same quota, grants, threads, under its selector's next generation; every entry that named it names the new one with the same gates and badge, and programs that it had started end. Needs manage. busy: it has not ended; inval: not of the boot image. Endpoints of the image that it served, calls to which were refused (revoked), lead to it, and buffers that clients share through them stay shared */
#define SYS_RIGHT_DEBUG 1
#define SYS_RIGHT_SPAWN 2
#define SYS_RIGHT_INSPECT 4
#define SYS_RIGHT_POWER 8
#define SYS_INFO_THREAD 0
#define SYS_INFO_SEGMENT 1
#define SYS_INFO_PROGRAM 2
#define SYS_INFO_ENTRY 3
#define SYS_INFO_KERNEL 4
#define SYS_PERM_R 1
#define SYS_PERM_W 2
#define SYS_PERM_MANAGE 4
#define SYS_PROT_R 1
#define SYS_PROT_W 2
#define SYS_PROT_X 4
#define SYS_DEBUG_MAX 0x100

/* X(name, number, argument count) for each system call */
#define SYS_CALLS(X) \
    X(exit, 0, 1) \
    X(yield, 1, 0) \
    X(wait, 2, 3) \
    X(wake, 3, 2) \
    X(debug_write, 4, 2) \
    X(seg_create, 5, 2) \
    X(seg_destroy, 6, 1) \
    X(seg_alias, 7, 4) \
    X(heap_grow, 8, 1) \
    X(code_create, 9, 4) \
    X(code_write, 10, 5) \
    X(code_seal, 11, 3) \
    X(grant, 12, 6) \
    X(ungrant, 13, 2) \
    X(thread_create, 14, 5) \
    X(thread_kill, 15, 1) \
    X(prog_kill, 16, 1) \
    X(prog_wait, 17, 2) \
    X(irq_wait, 18, 1) \
    X(ipc_call, 19, 5) \
    X(ipc_reply_wait, 20, 5) \
    X(info, 21, 4) \
    X(shutdown, 22, 1) \
    X(frame_alive, 23, 2) \
    X(sleep, 24, 1) \
    X(ep_create, 25, 0) \
    X(thread_self, 26, 0) \
    X(seg_info, 27, 2) \
    X(argument, 28, 1) \
    X(ipc_share, 29, 2) \
    X(code_set, 30, 3) \
    X(irq_bind, 31, 6) \
    X(irq_unbind, 32, 1) \
    X(gate_offer, 33, 3) \
    X(gate_take, 34, 0) \
    X(thread_bind, 37, 2) \
    X(harts, 38, 0) \
    X(flags_create, 53, 1) \
    X(flag_wait, 54, 3) \
    X(prog_restart, 55, 1)

#ifndef __ASSEMBLER__
#include <stdint.h>

struct info_thread {
    uint64_t tid;
    uint64_t state;
    uint64_t priority;
    uint64_t home;
    uint64_t current;
    uint64_t depth;
    uint64_t instructions;
    char name[32];
};

struct info_segment {
    uint64_t selector;
    uint64_t generation;
    uint64_t kind;
    uint64_t limit;
    uint64_t pages;
    uint64_t holders;
    uint64_t origin;
    char name[32];
};

struct info_program {
    uint64_t selector;
    uint64_t threads;
    uint64_t quota;
    uint64_t used;
    uint64_t state;
    uint64_t gates;
    uint64_t entries;
    char name[32];
    uint64_t restarts;
};

struct info_entry {
    uint64_t owner;
    uint64_t index;
    uint64_t selector;
    uint64_t perms;
    uint64_t gate_mask;
    uint64_t badge;
    uint64_t origin;
    char name[32];
};

struct info_kernel {
    uint64_t pages_total;
    uint64_t pages_free;
    uint64_t threads;
    uint64_t segments;
    uint64_t entries;
    uint64_t switches;
    uint64_t harts;
    char name[32];
};
#endif
