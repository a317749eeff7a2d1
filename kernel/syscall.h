/* System calls: one function each, sys_NAME, in the sys_*.c of its kind. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/errors.h"
#include "abi/syscalls.h"
#include "vst.h"

struct thread;
struct program;
struct endpoint;

/* Authority and quota are `program`'s: the code that the thread runs now, which during a far call is the service. */
struct call {
    struct thread *thread;
    struct program *program;
    uint64_t a[6];
};

/* The thread was blocked, ended or rewritten: no result is stored for it now. */
#define NO_RESULT INT64_MIN

void syscall_enter(struct thread *t);
/* Of a handler that interrupted t: it may wake, and nothing else. It has no thread of its own that could block or end. */
void syscall_of_handler(struct thread *t);

/* From and to the caller's memory, checked as the caller itself would be. 0 or -PE_FAULT. */
int call_in(void *to, uint64_t from, uint64_t len);
int call_out(uint64_t to, const void *from, uint64_t len);

/* What selector `sel` of the caller's program names, if it is of that type and the entry has the rights `perms`
 * (SYS_PERM_*). Else -PE_NOENT, -PE_REVOKED, -PE_INVAL (another type), -PE_PERM. entry may be NULL. */
int call_find(const struct call *c, uint64_t sel, enum object_type type, unsigned perms, struct xs_vste **entry,
              struct object **object);
/* The program that `sel` (SEL_SELF: its own) names, which the caller manages. */
int call_program(const struct call *c, uint64_t sel, struct program **p);
/* Puts a new entry into the caller's VST; answers its index. */
int64_t call_put(const struct call *c, const struct xs_vste *entry);
/* The same for a data segment that the call has made, with `perms` and manage; when the table is full the segment goes again. */
int64_t call_put_made(const struct call *c, uint32_t selector, unsigned perms);
struct vst program_vst(const struct program *p);
/* A point in time from a timeout in ticks; 0 is never. */
uint64_t call_until(uint64_t timeout);

#define X(name, number, args) int64_t sys_##name(struct call *c);
SYS_CALLS(X)
#undef X
