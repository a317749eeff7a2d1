/* System calls from user mode, on the machine's own sg.chk: each once as it should be, each error once, and hostile
 * pointers to all. The program's own entries: 1 shared segment, 2 read-only view of it. A child is built from copies of
 * this program's own text. */
#include "bare.h"

enum { OWN = 0xffff, THREAD_TABLE = 0xfffe, SHARED = 1, READ_ONLY = 2 };
static char buffer[4096] __attribute__((aligned(4096)));
static volatile uint32_t word;
extern char _start[];
s64 gate0(s64);
s64 gate0(s64 a)
{
    return 2 * a;
}
extern s64 gate0_gate(s64);

static void pointers(void)
{
    static const u64 bad[] = {0,
                              8,
                              1,
                              ~0ull,
                              SEGMENT(1),
                              SEGMENT(1) + 4088,
                              SEGMENT(3),
                              SEGMENT(4),
                              SEGMENT(15) + 0x80200000,
                              SEGMENT(2) + (1 << 30),
                              SEGMENT(1) + (1ull << 39),
                              SEGMENT(7),
                              SEGMENT(14) - 8};
    s64 worst = 0;
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        s64 answers[] = {CALL(SYS_DEBUG_WRITE, bad[i], 16), CALL(SYS_INFO, SYS_INFO_KERNEL, 0, bad[i], 88),
                         CALL(SYS_SEG_INFO, SHARED, bad[i]), CALL(SYS_CODE_CREATE, bad[i], 8, 40960, 4)};
        for (unsigned k = 0; k < 4; k++)
            if (answers[k] != -PE_FAULT)
                worst = (s64)(i * 100 + k) * 1000 - answers[k];
        s64 waits = CALL(SYS_WAIT, bad[i], 0, 1), wakes = CALL(SYS_WAKE, bad[i], 1);
        s64 wanted = bad[i] % 4 ? -PE_INVAL : -PE_FAULT;
        if (waits != wanted || wakes != wanted)
            worst = (s64)i;
    }
    is("hostile pointers answer fault, all of them", worst, 0);
    is("length that wraps", CALL(SYS_DEBUG_WRITE, buffer, ~0ull), -PE_FAULT);
    is("range that ends past the segment", CALL(SYS_DEBUG_WRITE, SEGMENT(1) + 0x1000, 1ull << 40), -PE_FAULT);
    is("text is no place to write to", CALL(SYS_SEG_INFO, SHARED, _start), -PE_FAULT);
    is("nothing was written there", *(volatile u64 *)_start != 4096, 1);
}

/* What the caller itself may not see, the kernel does not read for it. */
static void latent(void)
{
    LOAD_SEGMENT(5, SHARED);
    is("through a loaded segment", CALL(SYS_SEG_INFO, SHARED, SEGMENT(5)), 0);
    is("wake through it", CALL(SYS_WAKE, SEGMENT(5) + 8, 1), 0);
    CLEAR_SEGMENTS(4);
    is("after it was cleared", CALL(SYS_SEG_INFO, SHARED, SEGMENT(5)), -PE_FAULT);
    LOAD_SEGMENT(5, READ_ONLY);
    is("into a read-only segment", CALL(SYS_SEG_INFO, SHARED, SEGMENT(5)), -PE_FAULT);
    is("from it", CALL(SYS_WAIT, SEGMENT(5) + 64, 1, 1), -PE_AGAIN);
    CLEAR_SEGMENTS(4);
}

static void waiting(void)
{
    word = 3;
    is("wait: it differs", CALL(SYS_WAIT, &word, 2, 0), -PE_AGAIN);
    is("wait: unaligned", CALL(SYS_WAIT, (u64)&word + 2, 2, 0), -PE_INVAL);
    u64 from = counter_instret();
    is("wait: timeout", CALL(SYS_WAIT, &word, 3, 5000), -PE_TIMEOUT);
    truth("the machine idles meanwhile", counter_instret() - from < 30000);
    is("wake: nobody", CALL(SYS_WAKE, &word, 5), 0);
    is("sleep", CALL(SYS_SLEEP, 100), 0);
    is("yield", CALL(SYS_YIELD, 0), 0);
}

static void memory(void)
{
    s64 end = CALL(SYS_HEAP_GROW, 0);
    is("heap_grow", CALL(SYS_HEAP_GROW, end + 8192), end + 8192);
    *(volatile u64 *)(SEGMENT(1) + (u64)end + 8184) = 1;
    is("heap_grow beyond the quota", CALL(SYS_HEAP_GROW, end + (64 << 20)), -PE_QUOTA);
    truth("heap_grow keeps what it could get", CALL(SYS_HEAP_GROW, 0) > end + 8192);
    is("seg_create with the quota used up", CALL(SYS_SEG_CREATE, 65536, 0), -PE_QUOTA);
    is("thread_create too", CALL(SYS_THREAD_CREATE, OWN, _start, 0, 65536, 1), -PE_QUOTA);
}

static void threads(void)
{
    is("priority above one's own", CALL(SYS_THREAD_CREATE, OWN, _start, 0, 4096, 20), -PE_PERM);
    is("no stack", CALL(SYS_THREAD_CREATE, OWN, _start, 0, 0, 5), -PE_INVAL);
    is("of nothing", CALL(SYS_THREAD_CREATE, 60, _start, 0, 4096, 5), -PE_NOENT);
    is("of a segment", CALL(SYS_THREAD_CREATE, SHARED, _start, 0, 4096, 5), -PE_INVAL);
    is("kill nobody", CALL(SYS_THREAD_KILL, 999), -PE_NOENT);
    is("frame_alive of nobody", CALL(SYS_FRAME_ALIVE, 999, 0), 0);
    is("thread_self", CALL(SYS_THREAD_SELF, 0), 1);
    is("irq_wait without a grant", CALL(SYS_IRQ_WAIT, 10), -PE_PERM);
    is("no such call", CALL(77, 0), -PE_NOSYS);
    is("argument: stack size", CALL(SYS_ARGUMENT, 1), 65536);
    is("argument: none", CALL(SYS_ARGUMENT, 9), -PE_INVAL);
}

/* A child program from pages of this one. */
static s64 make_child(const char *name)
{
    s64 c = CALL(SYS_CODE_CREATE, name, 5, 200 << 10, 16);
    struct xs_gate g = {0};
    if (c < 0)
        return c;
    u64 end = (u64)CALL(SYS_ARGUMENT, 0);
    is("code_write text", CALL(SYS_CODE_WRITE, c, 0x1000, _start, ((u64)buffer & 0xffff000) - 0x1000, 5), 0);
    is("code_write data", CALL(SYS_CODE_WRITE, c, (u64)buffer & 0xffff000, buffer, 4096, 3), 0);
    is("code_write bss",
       CALL(SYS_CODE_WRITE, c, ((u64)buffer & 0xffff000) + 4096, 0, end - ((u64)buffer & 0xffff000) - 4096, 3), 0);
    is("code_write page 0", CALL(SYS_CODE_WRITE, c, 0, buffer, 16, 3), -PE_INVAL);
    is("code_write W with X", CALL(SYS_CODE_WRITE, c, 0x100000, buffer, 16, 7), -PE_INVAL);
    is("code_write beyond the segment", CALL(SYS_CODE_WRITE, c, 0xfffff000, 0, 1 << 20, 3), -PE_INVAL);
    is("thread_create before the seal", CALL(SYS_THREAD_CREATE, c, _start, 0, 4096, 5), -PE_INVAL);
    is("code_set rights not held", CALL(SYS_CODE_SET, c, 6, 0x10), -PE_PERM);
    is("code_set rights", CALL(SYS_CODE_SET, c, 6, SYS_RIGHT_DEBUG), 0);
    xs_gate_set_valid(&g, 1);
    xs_gate_set_entry(&g, (u64)buffer);
    is("code_seal with a gate into data", CALL(SYS_CODE_SEAL, c, &g, 1), -PE_INVAL);
    g = (struct xs_gate){{(u64)gate0_gate & 0xffffffff, 1 | 1 << 1 | 0xff << 8 | 3 << 16, 256, 0}};
    is("code_seal", CALL(SYS_CODE_SEAL, c, &g, 1), 0);
    is("code_seal again", CALL(SYS_CODE_SEAL, c, &g, 1), -PE_BUSY);
    is("code_write after the seal", CALL(SYS_CODE_WRITE, c, 0x1000, buffer, 16, 5), -PE_BUSY);
    return c;
}

static void children(void)
{
    s64 c = make_child("child");
    truth("code_create", c > 0);
    is("its gate can be called by who made it", far_call((u64)c, 0, 21, 0, 0, 0), 42);
    s64 view = CALL(SYS_GRANT, OWN, 0, c, 0, 0, 5);
    is("an entry without gates calls nothing", far_call((u64)view, 0, 21, 0, 0, 0), -PE_PERM);
    is("grant of what it lacks: manage", CALL(SYS_PROG_KILL, view), -PE_PERM);
    is("ungrant", CALL(SYS_UNGRANT, OWN, view), 0);
    is("grant of a segment to the child", CALL(SYS_GRANT, c, 1, SHARED, 3, 0, 0), 1);
    is("a thread of the child", CALL(SYS_THREAD_CREATE, c, _start, 7, 8192, 5) > 0, 1);
    is("prog_wait: timeout", CALL(SYS_PROG_WAIT, c, 1), -PE_TIMEOUT);
    is("prog_wait: 256 + the cause of a fault", CALL(SYS_PROG_WAIT, c, 0), 256 + 24);
    is("calls into it are refused", far_call((u64)c, 0, 21, 0, 0, 0), -PE_REVOKED);
    is("ungrant of the zombie", CALL(SYS_UNGRANT, OWN, c), 0);
    is("then it is gone", CALL(SYS_PROG_WAIT, c, 0), -PE_NOENT);
}

static void thread_table(void)
{
    is("D6 a grant to the thread's own table", CALL(SYS_GRANT, THREAD_TABLE, 0x8003, SHARED, 3, 0, 0), 0x8003);
    LOAD_SEGMENT(6, 0x8003);
    *(volatile u64 *)(SEGMENT(6) + 256) = 99;
    LOAD_SEGMENT(5, SHARED);
    is("D6 the same segment by either table", *(volatile s64 *)(SEGMENT(5) + 256), 99);
    is("D6 taken back", CALL(SYS_UNGRANT, THREAD_TABLE, 0x8003), 0);
    s64 s = CALL(SYS_SEG_CREATE, 8192, 0), a = CALL(SYS_SEG_ALIAS, s, 100, 1, 1);
    u64 info[2];
    is("seg_info", CALL(SYS_SEG_INFO, a, info), 0);
    is("an alias has its own limit and rights", (s64)(info[0] * 10 + info[1]), 100 * 10 + 5);
    LOAD_SEGMENT(7, a);
    is("wait in the alias", CALL(SYS_WAIT, SEGMENT(7), 1, 1), -PE_AGAIN);
    is("destroying the original", CALL(SYS_SEG_DESTROY, s), 0);
    is("O7 revokes the alias in a register", CALL(SYS_WAIT, SEGMENT(7), 1, 1), -PE_FAULT);
    is("and its entry", CALL(SYS_SEG_INFO, a, info), -PE_REVOKED);
}

/* The kernel's console: so much at a time, whatever is asked for, and so long. */
static void console(void)
{
    for (unsigned i = 0; i < sizeof buffer; i++)
        buffer[i] = i % 64 == 63 ? '\n' : '.';
    u64 from = counter_instret();
    s64 all = CALL(SYS_DEBUG_WRITE, buffer, sizeof buffer);
    u64 middle = counter_instret();
    s64 most = CALL(SYS_DEBUG_WRITE, buffer, SYS_DEBUG_MAX);
    u64 to = counter_instret();
    is("debug_write: the most at a time", most, SYS_DEBUG_MAX);
    is("debug_write: no more of more", all, SYS_DEBUG_MAX);
    truth("debug_write: nor does the kernel stay longer", middle - from < to - middle + 1000);
    truth("debug_write: in a tenth of a time slice of 2,000,000 instructions", to - middle < 200000);
    is("debug_write: nothing", CALL(SYS_DEBUG_WRITE, buffer, 0), 0);
}

void start(u64 arg);
void start(u64 arg)
{
    if (arg == 7) { /* in the child */
        put("ok the child runs\n");
        CALL(SYS_SLEEP, 3000);
        *(volatile u64 *)0 = 1;
    }
    console();
    pointers();
    latent();
    waiting();
    threads();
    thread_table();
    children();
    memory();
    done();
}
