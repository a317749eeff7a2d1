/* What the generated stubs of the `ipc` binding share. docs/decisions/0032 describes the protocol:
 *
 *   word 0   function number, bit 8 + k: buffer k is null
 *   word 1-3 the first three scalar arguments, unused ones 0
 *
 * Further scalars and all buffers lie in the buffer segment, one per (client program, server), mapped once
 * (ipc_share): scalars from offset 0, 8 bytes each, then the buffers in order from IPC_HEADER, each in whole
 * granules of 64 bytes. Both sides compute the same places from the lengths. The reply is word 0.
 *
 * A client loads the segment into sg11 and empties that register again before it enters the kernel, so that
 * a thread switch has no data register to save. */
#ifndef POSTERN_IPC_H
#define POSTERN_IPC_H

#include <stdint.h>
#include <string.h>

#include "abi/errors.h"
#include "abi/insn_c.h"
#include "abi/syscalls.h"
#include "postern/buffer.h"
#include "postern/ecall.h"
#include "postern/lock.h"
#include "postern/service.h"

enum { IPC_HEADER = 64, IPC_NULL_SHIFT = 8, IPC_CLIENT_SG = 11, IPC_SERVER_SG = 3 };
#define IPC_LARGEST ((uint64_t)1 << 36)

/* Where the buffer behind one of `bytes` at `at` begins; past IPC_LARGEST when there is no such place. */
static inline uint64_t ipc_after(uint64_t at, uint64_t bytes)
{
    return bytes > IPC_LARGEST || at > IPC_LARGEST ? IPC_LARGEST + 1 : at + ((bytes + 63) & ~(uint64_t)63);
}

/* An FP argument or result as a word. */
static inline uint64_t ipc_from_double(double d)
{
    uint64_t w;
    memcpy(&w, &d, sizeof w);
    return w;
}

static inline double ipc_to_double(uint64_t w)
{
    double d;
    memcpy(&d, &w, sizeof d);
    return d;
}

/* --- client ------------------------------------------------------------------------------------------------ */
/* One per interface that a program calls: all zero but for the endpoint at first. The lock is held during a
 * call that uses the buffer; a dead holder leaves nothing that matters in it. */
struct ipc_session {
    volatile struct postern_import *endpoint;
    struct postern_lock lock;
    struct postern_buffer buffer; /* while size is not 0 */
    uint64_t segment;             /* its alias: an entry of the VST */
    uint64_t size;                /* bytes */
};

/* Takes the lock and sees to a buffer of at least `size` bytes. 0 or -PE_* (lock not held). */
long ipc_begin(struct ipc_session *s, uint64_t size);

static inline void ipc_end(struct ipc_session *s)
{
    postern_unlock(&s->lock);
}

/* The buffer, between ipc_begin and ipc_end. */
static inline char *ipc_show(const struct ipc_session *s)
{
    __asm__ volatile(XS_ASM_SG_LOAD("11", "%0") : : "r"(s->segment) : "memory");
    return (char *)((uint64_t)IPC_CLIENT_SG << 60);
}

static inline void ipc_hide(void)
{
    __asm__ volatile(XS_ASM_SG_MOV("x0", "x0", "11") : : : "memory");
}

static inline long ipc_call(uint64_t endpoint, uint64_t w0, uint64_t w1, uint64_t w2, uint64_t w3)
{
    register uint64_t a7 __asm__("a7") = SYS_IPC_CALL;
    register uint64_t a0 __asm__("a0") = endpoint, a1 __asm__("a1") = w0, a2 __asm__("a2") = w1, a3 __asm__("a3") = w2,
                         a4 __asm__("a4") = w3;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4) : "r"(a7) : "a5", ECALL_TEMPS);
    return (long)a0;
}

/* --- server ------------------------------------------------------------------------------------------------ */
struct ipc_message {
    uint64_t word[4];
    uint64_t badge;
    uint64_t buffer; /* entry of the server's VST where this client's buffer is; 0: none. The kernel's word. */
};

static inline long ipc_reply_wait(uint64_t endpoint, uint64_t reply, struct ipc_message *m)
{
    register uint64_t a7 __asm__("a7") = SYS_IPC_REPLY_WAIT;
    register uint64_t a0 __asm__("a0") = endpoint, a1 __asm__("a1") = reply, a2 __asm__("a2") = 0, a3 __asm__("a3") = 0,
                         a4 __asm__("a4") = 0, a5 __asm__("a5"), a6 __asm__("a6");
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "=r"(a5), "=r"(a6)
                     : "r"(a7)
                     : ECALL_TEMPS);
    *m = (struct ipc_message){{a1, a2, a3, a4}, a5, a6};
    return (long)a0;
}

/* Loads the client's buffer into sg3; null where it has none. */
static inline char *ipc_view(const struct ipc_message *m)
{
    if (!m->buffer)
        return NULL;
    __asm__ volatile(XS_ASM_SG_LOAD("3", "%0") : : "r"(m->buffer) : "memory");
    return (char *)((uint64_t)IPC_SERVER_SG << 60);
}

/* True when there is a buffer, of at least `size` bytes. */
static inline int ipc_fits(const char *shared, uint64_t size)
{
    const char *limit;
    if (!shared)
        return 0;
    __asm__ volatile(XS_ASM_SG_QRY("%0", "%1", "x0", "4") : "=r"(limit) : "r"(shared));
    return size <= (uint64_t)(limit - shared);
}

static inline void ipc_drop(void)
{
    __asm__ volatile(XS_ASM_SG_MOV("x0", "x0", "3") : : : "memory");
}

/* Scalar k of those that lie in the buffer, read once. */
static inline uint64_t ipc_scalar(const char *shared, unsigned k)
{
    return ((const volatile uint64_t *)shared)[k];
}

/* Copies a string of at most max bytes with its zero; 0: it has none there. */
int ipc_string(char *to, const char *from, uint64_t max);

/* Bytes of a string with its zero; 0: more than max. */
uint64_t ipc_string_bytes(const char *s, uint64_t max);

#endif
