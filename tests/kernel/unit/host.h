/* A small world for the kernel's unit tests. */
#pragma once
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

struct program;
struct hart;
struct thread;

/* Fresh RAM, tables and scheduler; nothing runs. */
void host_reset(void);
/* The same on several harts, which idle; it is the turn of hart 0. */
void host_reset_harts(unsigned harts);
void host_turn(unsigned hart);
/* The hart whose turn it is takes its interrupts, if any is pending: answers whether. */
bool host_heed(void);
/* Something that the kernel does with the lock held, by the hart whose turn it is. */
void host_locked(void (*act)(void));
/* Called while a hart waits for the lock; must let it go. */
extern void (*host_while_waiting)(void);
/* The handler that runs when its hart is asked for the thread faults; else it may return instead. */
extern bool host_handler_faults;
/* A sealed program with a code page at 0x1000, a data page at 0x2000 and all rights. quota in pages. */
struct program *host_program(const char *name, uint64_t quota);
struct thread *host_thread(struct program *p, unsigned priority);
/* Lets the scheduler choose; NULL when nobody can run. */
struct thread *host_run(void);
/* A system call of the current thread; its result, or HOST_GONE when it did not come back to that thread. */
int64_t host_call(unsigned number, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5);
#define HOST_GONE                            INT64_MIN
#define HOST_CALL(...)                       HOST_CALL_(__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define HOST_CALL_(n, a, b, c, d, e, f, ...) host_call(n, a, b, c, d, e, f)
/* An exception of the current thread. */
struct thread *host_fault(uint64_t cause, uint64_t tval, uint64_t info);
/* As sg.call would: a protected call of the current thread into p. */
void host_far_call(struct program *p, uint64_t badge);
extern char host_output[1 << 16]; /* what the console got since host_reset */
extern jmp_buf host_off;          /* hw_power_off returns here when set */
extern bool host_off_set;
/* Where user memory lies: an address in the current code segment's data page. */
#define HOST_DATA 0x1000000000002000ull
#define HOST_CODE 0x1000000000001000ull
