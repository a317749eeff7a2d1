/* Guest tests of Xseg: bare-metal, no kernel of Postern's. S-mode builds a world of segments, runs short pieces of U-mode
 * code in it, and looks at what comes back. One case is one function; cases are found by the linker.
 *
 * U-mode code is written beside its case: USER(label, "assembly"). All of it lies in pages that every code segment
 * maps at USER_TEXT, so a label is an offset that gates can name. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/causes.h"
#include "abi/csrs.h"
#include "abi/insn_c.h"
#include "abi/layout.h"

__asm__(".include \"abi/insn_asm.h\""); /* sg.load and the others; the preprocessor's lines are comments to as */

#define USER(label, text) \
    extern char label[];  \
    __asm__(".pushsection .user, \"ax\"\n.balign 4\n.globl " #label "\n" #label ":\n" text "\n.popsection")

enum { /* the world: as machine/segment/test/world.h has it */
       CLIENT = 1,
       SERVER = 2,
       OTHER = 3,
       THREAD = 8,
       THREAD2 = 9,
       DATA = 16,
       DATA2 = 17,
       ALIAS = 18,
       SECRET = 19,
       OBJECT = 20,
       GENERATION = 7,
       TO_SERVER = 1,
       TO_DATA = 2,
       TO_DATA2 = 3,
       TO_OTHER = 4,
       TO_CLIENT = 5,
       TO_THREAD = 6,
       TO_OBJECT = 7,
       TO_ALIAS = 8,
       EMPTY_ENTRY = 9,
       THREAD_VST = 0x8000,
       VST_COUNT = 16,
       GATES = 12,
       USER_TEXT = 0x1000,
       PRIVATE = 0xe000,
       LIMIT = 0x10000,
       STACK_TOP = 0x8000,
       FRAMES = 24,
       ECALL = 8,
       ILLEGAL = 2,
       BREAK = 3,
       RA = 1,
       SP,
       GP,
       TP,
       T0,
       T1,
       T2,
       S0,
       S1,
       A0,
       A1,
       A2,
       A3,
       A4,
       A5,
       A6,
       A7,
       S2,
       S3,
};
#define PTR(reg, offset) ((uint64_t)(reg) << 60 | (uint64_t)(offset))
#define GRANT(reg)       ((uint64_t)1 << (12 + (reg)-3))
#define PROTECT          ((uint64_t)1 << 10)
#define PASS_T           ((uint64_t)1 << 24)

struct user {
    uint64_t x[32], pc, cause, stval, xinfo;
};
extern struct user user;
extern struct {
    uint64_t at, cause, stval, xinfo;
} recovery; /* a trap of S-mode goes on at `at`, when that is not 0 */

/* world.c: physical = C pointer without its nibble. */
void fresh(void); /* a new world; CLIENT at the bottom of THREAD; x = 0 but sp */
void set_desc(unsigned selector, const struct xs_desc *desc);
struct xs_desc get_desc(unsigned selector);
void set_entry(unsigned owner, unsigned index, const struct xs_vste *entry);
struct xs_vste get_entry(unsigned owner, unsigned index);
struct xs_gate plain_gate(const char *label);
void set_gate(unsigned selector, unsigned number, const struct xs_gate *gate);
void serve(unsigned selector, const char *label); /* gate 0: a plain one that lands on label */
void set_pte(unsigned selector, uint64_t offset, uint64_t pte);
uint64_t get_pte(unsigned selector, uint64_t offset);
void revoke(unsigned selector);
uint8_t *page_of(unsigned selector,
                 unsigned index); /* page `index` of the segment's own memory (threads: 8, others: 2) */
uint64_t tables_hash(void);       /* over GST, VSTs, gates, page tables */
uint64_t linkage_pa(unsigned depth);
const uint64_t *linkage(unsigned depth); /* the frame at that depth, as words */

/* hart.c */
void fresh_hart(void);      /* CLIENT at the bottom of THREAD, nothing loaded; x = 0 but sp */
void go(const char *label); /* from label, with user.x, until it traps */
void go_with(const char *label, uint64_t a0);
void go_call(uint64_t mask); /* CLIENT calls SERVER's gate 0 */
void resume(void);           /* after an ecall */
void enter_user(struct user *u);

/* report.c: a failed expectation is told once per case, with its line; the case ends. */
#define CASE(name)                                                                                             \
    static void name(void);                                                                                    \
    static const struct test_case case_##name __attribute__((section(".cases." #name), used)) = {#name, name}; \
    static void name(void)
struct test_case {
    const char *name;
    void (*run)(void);
};
#define expect(condition)                           \
    do {                                            \
        if (!(condition)) {                         \
            failed(__FILE__, __LINE__, #condition); \
            return;                                 \
        }                                           \
    } while (0)
#define expect_ecall()                     expect(trapped(ECALL, 0, 0))
#define expect_fault(cause, reason, stval) expect(trapped(XS_CAUSE_##cause, XS_REASON_##reason, stval))
bool trapped(uint64_t cause, uint64_t reason, uint64_t stval);
void failed(const char *file, int line, const char *what);
void say(const char *text);
void say_number(uint64_t n);
void note(const char *what, uint64_t n); /* a line of figures for the log */

#define csr_read(csr)                                              \
    ({                                                             \
        uint64_t value_;                                           \
        __asm__ volatile("csrr %0, %1" : "=r"(value_) : "i"(csr)); \
        value_;                                                    \
    })
#define csr_write(csr, value) __asm__ volatile("csrw %0, %1" ::"i"(csr), "r"((uint64_t)(value)) : "memory")
#define inval(rs1, rs2, kind) \
    __asm__ volatile(XS_ASM_SG_INVAL("%0", "%1", #kind)::"r"((uint64_t)(rs1)), "r"((uint64_t)(rs2)) : "memory")
