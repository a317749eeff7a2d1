/* The system calls, one inline function each; abi/syscalls.yaml says what each does. Results are >= 0 or
 * -PE_*. A `sel` is a virtual selector of the current code segment's VST; POSTERN_SELF is that segment. */
#ifndef POSTERN_SYSCALL_H
#define POSTERN_SYSCALL_H

#include <stddef.h>
#include <stdint.h>

#include "abi/syscalls.h"
#include "postern/ecall.h"

#define POSTERN_SELF 0xffff

/* --- threads ---------------------------------------------------------------------------------------------- */
static inline _Noreturn void postern_exit(int code)
{
    for (;;)
        postern_ecall1(SYS_EXIT, (uint64_t)code);
}

static inline long postern_yield(void)
{
    return postern_ecall0(SYS_YIELD);
}

static inline long postern_wait(const volatile void *word, uint32_t expected, uint64_t ticks)
{
    return postern_ecall3(SYS_WAIT, (uint64_t)word, expected, ticks);
}

static inline long postern_wake(const volatile void *word, uint64_t count)
{
    return postern_ecall2(SYS_WAKE, (uint64_t)word, count);
}

static inline long postern_sleep(uint64_t ticks)
{
    return postern_ecall1(SYS_SLEEP, ticks);
}

/* A data segment of `count` wake-up flags (flag.h); and waiting for one. */
static inline long postern_flags_create(uint64_t count)
{
    return postern_ecall1(SYS_FLAGS_CREATE, count);
}

static inline long postern_flag_wait(uint64_t sel, uint64_t index, uint64_t ticks)
{
    return postern_ecall3(SYS_FLAG_WAIT, sel, index, ticks);
}

/* `entry` is an offset in the program; sdk threads start through postern_thread_start (thread.h). */
static inline long postern_thread_create(uint64_t prog, uint64_t entry, uint64_t arg, uint64_t stack, uint64_t priority)
{
    return postern_ecall6(SYS_THREAD_CREATE, prog, entry, arg, stack, priority, 0);
}

static inline long postern_thread_kill(uint64_t tid)
{
    return postern_ecall1(SYS_THREAD_KILL, tid);
}

/* On `hart` alone; -1: on any. tid 0: the calling thread. Answers how many harts there are. */
static inline long postern_thread_bind(uint64_t tid, uint64_t hart)
{
    return postern_ecall2(SYS_THREAD_BIND, tid, hart);
}

static inline long postern_harts(void)
{
    return postern_ecall0(SYS_HARTS);
}

static inline long postern_thread_self(void)
{
    return postern_ecall0(SYS_THREAD_SELF);
}

static inline long postern_frame_alive(uint64_t tid, uint64_t serial)
{
    return postern_ecall2(SYS_FRAME_ALIVE, tid, serial);
}

/* --- segments --------------------------------------------------------------------------------------------- */
static inline long postern_seg_create(uint64_t size, uint64_t flags)
{
    return postern_ecall2(SYS_SEG_CREATE, size, flags);
}

static inline long postern_seg_destroy(uint64_t sel)
{
    return postern_ecall1(SYS_SEG_DESTROY, sel);
}

static inline long postern_seg_alias(uint64_t sel, uint64_t limit, uint64_t perms, uint64_t keep)
{
    return postern_ecall4(SYS_SEG_ALIAS, sel, limit, perms, keep);
}

/* Writes {limit, permissions}. */
static inline long postern_seg_info(uint64_t sel, uint64_t out[2])
{
    return postern_ecall2(SYS_SEG_INFO, sel, (uint64_t)out);
}

static inline long postern_heap_grow(uint64_t end)
{
    return postern_ecall1(SYS_HEAP_GROW, end);
}

static inline long postern_grant(uint64_t prog, uint64_t index, uint64_t sel, uint64_t perms, uint64_t gates,
                                 uint64_t badge)
{
    return postern_ecall6(SYS_GRANT, prog, index, sel, perms, gates, badge);
}

static inline long postern_ungrant(uint64_t prog, uint64_t index)
{
    return postern_ecall2(SYS_UNGRANT, prog, index);
}

/* --- programs --------------------------------------------------------------------------------------------- */
static inline long postern_code_create(const char *name, size_t name_len, uint64_t quota, uint64_t vst_count)
{
    return postern_ecall4(SYS_CODE_CREATE, (uint64_t)name, name_len, quota, vst_count);
}

static inline long postern_code_write(uint64_t sel, uint64_t offset, const void *buf, size_t len, uint64_t perms)
{
    return postern_ecall6(SYS_CODE_WRITE, sel, offset, (uint64_t)buf, len, perms, 0);
}

/* Of the boot image, ended: starts it again in its place. */
static inline long postern_prog_restart(uint64_t sel)
{
    return postern_ecall1(SYS_PROG_RESTART, sel);
}

/* `index`: see system call code_set. */
static inline long postern_code_set(uint64_t sel, uint64_t index, uint64_t value)
{
    return postern_ecall3(SYS_CODE_SET, sel, index, value);
}

static inline long postern_code_seal(uint64_t sel, const void *gates, size_t count)
{
    return postern_ecall3(SYS_CODE_SEAL, sel, (uint64_t)gates, count);
}

static inline long postern_prog_kill(uint64_t sel)
{
    return postern_ecall1(SYS_PROG_KILL, sel);
}

static inline long postern_prog_wait(uint64_t sel, uint64_t ticks)
{
    return postern_ecall2(SYS_PROG_WAIT, sel, ticks);
}

static inline long postern_argument(uint64_t index)
{
    return postern_ecall1(SYS_ARGUMENT, index);
}

/* --- the rest --------------------------------------------------------------------------------------------- */
/* Answers how many it wrote: SYS_DEBUG_MAX at most. postern_output writes all. */
static inline long postern_debug_write(const void *buf, size_t len)
{
    return postern_ecall2(SYS_DEBUG_WRITE, (uint64_t)buf, len);
}

static inline long postern_irq_wait(uint64_t source)
{
    return postern_ecall1(SYS_IRQ_WAIT, source);
}

static inline long postern_info(uint64_t what, uint64_t index, void *buf, size_t len)
{
    return postern_ecall4(SYS_INFO, what, index, (uint64_t)buf, len);
}

static inline long postern_shutdown(uint64_t code)
{
    return postern_ecall1(SYS_SHUTDOWN, code);
}

static inline long postern_ep_create(void)
{
    return postern_ecall0(SYS_EP_CREATE);
}

/* Time in ticks: 10 MHz (PLAT_TIMEBASE_HZ). No kernel entry. */
static inline uint64_t postern_time(void)
{
    uint64_t ticks;
    __asm__ volatile("rdtime %0" : "=r"(ticks));
    return ticks;
}

#endif
