/* A small world for the kernel's unit tests. */
#pragma once
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

struct program;
struct thread;

/* Fresh RAM, tables and scheduler; nothing runs. */
void host_reset(void);
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
