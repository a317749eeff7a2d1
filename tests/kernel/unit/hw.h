/* The kernel's machine, for unit tests on the host: RAM is an array, the segment state of each hart a struct, user
 * memory what the kernel's own page tables say. Compare kernel/riscv/hw.h, whose contracts these keep. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/layout.h"
#include "context.h"

struct hart;

enum { HOST_RAM_BASE = 0x80000000u, HOST_RAM_SIZE = 32 << 20 };
extern uint8_t *host_ram;
enum { HOST_HARTS = 4 };
extern unsigned host_at;                        /* whose turn it is */
extern struct context host_hart_of[HOST_HARTS]; /* what each hart holds */
#define host_hart (host_hart_of[host_at])
extern struct host_state { /* of the hart whose turn it is, but time, drops, code and ipis */
    uint64_t time, timer, cause, tval, info, pending, instret;
    uint64_t drops;                          /* sg.inval executed */
    uint64_t ipis;                           /* bit n: one is pending at hart n */
    uint64_t running, left, completed;       /* xirun, xileft, what xidone was last written */
    uint64_t bindings, threads, base, limit; /* xibind, xithread, xilbase, xillim */
    bool asked;                              /* a bound source ends the next hw_idle */
    unsigned code;                           /* of hw_power_off */
    unsigned segmented, cleared;             /* devices turned to segment mode with our GST; cleared: a bit each */
    uint64_t free_at_clear;                  /* free pages when a device was last cleared */
} host;

static inline void *hw_ptr(uint64_t pa)
{
    return host_ram + (pa - HOST_RAM_BASE);
}
static inline uint64_t hw_pa(const void *p)
{
    return (uint64_t)((const uint8_t *)p - host_ram) + HOST_RAM_BASE;
}

struct hart *hart_self(void);
uint64_t hw_s1(void);
uint64_t hw_s2(void);
uint64_t hw_v(void);
uint64_t hw_lsp(void);
uint64_t hw_deadline(void);
void hw_set_deadline(uint64_t left);
static inline uint64_t hw_time(void)
{
    return host.time;
}
static inline uint64_t hw_instret(void)
{
    return host.instret++;
}
static inline uint64_t hw_switches(void)
{
    return 0;
}
static inline uint64_t hw_cause(void)
{
    return host.cause;
}
static inline uint64_t hw_tval(void)
{
    return host.tval;
}
static inline uint64_t hw_info(void)
{
    return host.info;
}
static inline uint64_t hw_pending(void)
{
    return host.pending;
}
static inline uint64_t hw_running(void)
{
    return host.running;
}
static inline uint64_t hw_running_left(void)
{
    return host.left;
}
static inline void hw_set_running(uint64_t run, uint64_t left)
{
    host.running = run;
    host.left = left;
}
static inline void hw_complete(uint64_t source)
{
    host.completed = source;
}
static inline void hw_set_handlers(uint64_t bindings, uint64_t threads, uint64_t base, uint64_t limit)
{
    host.bindings = bindings;
    host.threads = threads;
    host.base = base;
    host.limit = limit;
}
void hw_watch(const uint32_t *word, uint32_t value);
static inline void hw_clear_ipi(void)
{
    host.ipis &= ~(1ull << host_at);
}
static inline void hw_send_ipi(uint64_t hart)
{
    host.ipis |= 1ull << hart;
}
static inline bool hw_start_hart(uint64_t id, struct hart *hart)
{
    return id < HOST_HARTS && hart != 0;
}
static inline void hw_share_traps(void) {}
void hw_idle(void); /* time goes on to the timer; no timer: host_idle */
static inline void hw_fence_code(void) {}
static inline void hw_drop_selector(uint64_t selector)
{
    host.drops += selector != 0;
}
static inline void hw_drop_entry(uint64_t owner, uint64_t index)
{
    host.drops += owner != 0 || index != 0;
}
static inline void hw_drop_gates(uint64_t selector)
{
    host.drops += selector != 0;
}

bool hw_check(uint64_t ptr, uint64_t len, unsigned perm);
int hw_copy_in(void *to, uint64_t from, uint64_t len);
int hw_copy_out(uint64_t to, const void *from, uint64_t len);
void hw_register(unsigned n, struct xs_reg *image);
void hw_save(struct context *context);
void hw_load(const struct context *context);
static inline void hw_set_timer(uint64_t when)
{
    host.timer = when;
}
void hw_putc(char c);
_Noreturn void hw_power_off(unsigned code);
uint32_t hw_read32(uint64_t pa);
void hw_write32(uint64_t pa, uint32_t v);
void hw_write64(uint64_t pa, uint64_t v); /* control pages of DMA: see host.segmented */
