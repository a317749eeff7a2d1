/* What the kernel asks of the machine it runs on. The host's unit tests bring another file of this name. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/csrs.h"
#include "abi/insn_c.h"
#include "abi/layout.h"

struct context;
struct hart;

register struct hart *hart_tp __asm__("tp");
/* The hart that asks. */
static inline struct hart *hart_self(void)
{
    return hart_tp;
}

#define HW_DIRECT     ((uint64_t)XS_SG_PHYS << XS_OFFSET_BITS) /* sg15: physical memory */
#define HW_STRING_(x) #x
#define HW_STRING(x)  HW_STRING_(x)

static inline void *hw_ptr(uint64_t pa)
{
    return (void *)(pa | HW_DIRECT);
}
static inline uint64_t hw_pa(const void *p)
{
    return (uint64_t)p & ~HW_DIRECT;
}

#define HW_CSR_READ(csr)                                         \
    ({                                                           \
        uint64_t v_;                                             \
        __asm__ volatile("csrr %0, " HW_STRING(csr) : "=r"(v_)); \
        v_;                                                      \
    })
#define HW_CSR_WRITE(csr, v) __asm__ volatile("csrw " HW_STRING(csr) ", %0" ::"r"((uint64_t)(v)) : "memory")

static inline uint64_t hw_time(void)
{
    return HW_CSR_READ(time);
}
static inline uint64_t hw_instret(void)
{
    return HW_CSR_READ(instret);
}
static inline uint64_t hw_switches(void)
{
    return HW_CSR_READ(hpmcounter28);
}
static inline uint64_t hw_cause(void)
{
    return HW_CSR_READ(scause);
}
static inline uint64_t hw_tval(void)
{
    return HW_CSR_READ(stval);
}
static inline uint64_t hw_pending(void)
{
    return HW_CSR_READ(sip);
}
static inline uint64_t hw_info(void)
{
    return HW_CSR_READ(CSR_XINFO);
}
static inline uint64_t hw_s1(void)
{
    return HW_CSR_READ(CSR_XS1);
}
static inline uint64_t hw_s2(void)
{
    return HW_CSR_READ(CSR_XS2);
}
static inline uint64_t hw_v(void)
{
    return HW_CSR_READ(CSR_XSV);
}
static inline uint64_t hw_lsp(void)
{
    return HW_CSR_READ(CSR_XLSP);
}
/* The handler that runs (struct xs_irun), 0: none; what it has left; the end of one that the kernel pops. */
static inline uint64_t hw_running(void)
{
    return HW_CSR_READ(CSR_XIRUN);
}
static inline uint64_t hw_running_left(void)
{
    return HW_CSR_READ(CSR_XILEFT);
}
static inline void hw_set_running(uint64_t run, uint64_t left)
{
    HW_CSR_WRITE(CSR_XIRUN, run);
    HW_CSR_WRITE(CSR_XILEFT, left);
}
static inline void hw_complete(uint64_t source)
{
    HW_CSR_WRITE(CSR_XIDONE, source);
}
/* Physical addresses of what the hart delivers interrupts with (manual 17.1). */
static inline void hw_set_handlers(uint64_t bindings, uint64_t threads, uint64_t base, uint64_t limit)
{
    HW_CSR_WRITE(CSR_XITHREAD, threads);
    HW_CSR_WRITE(CSR_XILBASE, base);
    HW_CSR_WRITE(CSR_XILLIM, limit);
    HW_CSR_WRITE(CSR_XIBIND, bindings);
}
static inline uint64_t hw_deadline(void)
{
    return HW_CSR_READ(CSR_XDL);
}
static inline void hw_set_deadline(uint64_t left)
{
    HW_CSR_WRITE(CSR_XDL, left);
}
static inline void hw_idle(void)
{
    __asm__ volatile("wfi" ::: "memory");
}
/* Sleeps while *word == value, until it is written or an interrupt is pending; sometimes a little shorter. */
static inline void hw_watch(const uint32_t *word, uint32_t value)
{
    int32_t now;
    __asm__ volatile(".option push\n.option arch, +zawrs\n"
                     "lr.w %0, (%1)\nbne %0, %2, 1f\nwrs.nto\n1:\n.option pop"
                     : "=&r"(now)
                     : "r"(word), "r"((int32_t)value)
                     : "memory");
}
static inline void hw_clear_ipi(void)
{
    __asm__ volatile("csrci sip, 2" ::: "memory");
}
static inline void hw_fence_code(void)
{
    __asm__ volatile("fence rw, rw; fence.i" ::: "memory");
}

/* Rule 14: after a table is written, before the system call returns. */
static inline void hw_drop_selector(uint64_t selector)
{
    __asm__ volatile("fence rw, rw; " XS_ASM_SG_INVAL("%0", "x0", "0")::"r"(selector) : "memory");
}
static inline void hw_drop_entry(uint64_t owner, uint64_t index)
{
    __asm__ volatile("fence rw, rw; " XS_ASM_SG_INVAL("%0", "%1", "1")::"r"(owner), "r"(index) : "memory");
}
static inline void hw_drop_gates(uint64_t selector)
{
    __asm__ volatile("fence rw, rw; " XS_ASM_SG_INVAL("%0", "x0", "2")::"r"(selector) : "memory");
}

/* May the interrupted user code itself reach [ptr, ptr + len) with perm (XS_PERM_*)? */
bool hw_check(uint64_t ptr, uint64_t len, unsigned perm);
/* Copies through the user's own registers. Nonzero: a fault stopped the copy, which may be partly done. */
int hw_copy_in(void *to, uint64_t from, uint64_t len);
int hw_copy_out(uint64_t to, const void *from, uint64_t len);
/* Register image of sg n, 3 to 14, as the user left it. */
void hw_register(unsigned n, struct xs_reg *image);

/* Segment and FP state of a thread: from the hart, to the hart (trap.S). */
void hw_save(struct context *context);
void hw_load(const struct context *context);

void hw_set_timer(uint64_t when); /* UINT64_MAX: never */
void hw_send_ipi(uint64_t hart);
/* false: the firmware does not know it, or it runs. It comes to hart_enter with that struct as its own. */
bool hw_start_hart(uint64_t id, struct hart *hart);
void hw_share_traps(void); /* the fast paths of this hart take the lock from now on */
void hw_putc(char c);
_Noreturn void hw_power_off(unsigned code); /* 0: pass */
static inline uint32_t hw_read32(uint64_t pa)
{
    return *(volatile uint32_t *)hw_ptr(pa);
}
static inline void hw_write32(uint64_t pa, uint32_t v)
{
    *(volatile uint32_t *)hw_ptr(pa) = v;
}
static inline void hw_write64(uint64_t pa, uint64_t v)
{
    *(volatile uint64_t *)hw_ptr(pa) = v;
}
