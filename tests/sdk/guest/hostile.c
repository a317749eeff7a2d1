/* Hostile callee, hostile caller: O1, O2, O3, O5, O6 of claims.md and a callee that faults, through the
 * default stubs, on the very binaries whose calls are counted. */
#include <stdio.h>
#include <string.h>

#include "postern/error.h"
#include "poison.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "raw.h"
#include "spy/requests.h"
#include "tests/sdk/spy.h"

POSTERN_IMPORT(spy, "spy");

#define SECRET 0x5eca7e5ec7e75eedull

static int passed, failed;

static void expect(const char *what, long got, long wanted)
{
    printf("%s %s: %ld\n", got == wanted ? "ok  " : "FAIL", what, got);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
    passed += got == wanted;
    failed += got != wanted;
}

static long scan_own_stack(uint64_t inverse)
{
    const volatile uint64_t *end = (const volatile uint64_t *)__builtin_frame_address(0);
    long found = 0;
    for (const volatile uint64_t *p = (const volatile uint64_t *)(2ull << 60); p < end - 32; p++)
        found += ~*p == inverse;
    return found;
}

static void stacks(void)
{
    expect("O1 callee reads the caller's frame", spy_read_above(0), -PE_CALLEE);
    expect("O1 callee reads far above", spy_read_above(4096), -PE_CALLEE);
    expect("O1 callee overwrites the caller's frame", spy_write_above(0), -PE_CALLEE);
    expect("O1 callee overwrites far above", spy_write_above(1000), -PE_CALLEE);
    leave_in_stack(SECRET);
    expect("O1 callee finds what the caller left in dead stack", spy_scan(~SECRET), 0);
    expect("O1 call that leaves a secret", spy_stain(~SECRET), 0);
    expect("O1 caller finds what the callee left in dead stack", scan_own_stack(~SECRET), 0);
}

static int is_saved(int n)
{
    return n == 8 || n == 9 || (n >= 18 && n <= 27);
}

static long seen_registers(void)
{
    uint64_t seen[32] = {0}, after[32];
    long leaks = 0;
    poisoned_call((uint64_t)spy_registers, (uint64_t)seen, after);
    for (int n = 1; n < 32; n++) /* ra, sp, t0, a0 are the stub's own */
        leaks += n != 1 && n != 2 && n != 5 && n != 10 && seen[n] != 0;
    return leaks;
}

static void registers(void)
{
    uint64_t after[32], here;
    long lost = 0, left = 0;
    __asm__ volatile("mv %0, tp" : "=r"(here));
    expect("O2 registers with anything of the caller's", seen_registers(), 0);
    poisoned_call((uint64_t)spy_trample, 0, after);
    for (int n = 8; n < 28; n++)
        lost += is_saved(n) && after[n] != POISON(n);
    expect("O2 saved registers that a callee destroyed", lost, 0);
    expect("O2 tp is the caller's own again", after[4] == here, 1);
    poisoned_call((uint64_t)spy_stain, ~SECRET, after);
    for (int n = 1; n < 32; n++)
        left += after[n] == SECRET;
    expect("O2 registers with anything of the callee's", left, 0);
}

static void entries(void)
{
    struct raw_result hidden = raw_call(GATE_HIDDEN, spy.selector, RAW_MASK(0), 0, 0);
    expect("O3 a gate that was not granted is refused", hidden.refused != 0, 1);
    struct raw_result beyond = raw_call(63, spy.selector, RAW_MASK(0), 0, 0);
    expect("O3 a gate that does not exist is refused", beyond.refused != 0, 1);
    struct raw_result nobody = raw_call(GATE_SUM, 9, RAW_MASK(0), 0, 0);
    expect("O3 an entry that was not granted is refused", nobody.refused != 0, 1);
    struct raw_result invisible = raw_call(GATE_SUM, spy.selector, RAW_MASK(1 << 3), 0, 0);
    expect("O3 granting a register that one does not see is refused", invisible.refused != 0, 1);
}

/* spy_sum and spy_fill with pointers of the caller's choice; sg11 holds 32 granted bytes of `mine`. */
static void deputy(const char *what, uint64_t pointer, uint64_t len)
{
    static char mine[64], name[80];
    raw_window(11, mine, 32, 3);
    struct raw_result read = raw_call(GATE_SUM, spy.selector, RAW_MASK(1 << 8), pointer, len);
    snprintf(name, sizeof name, "O5 deputy reads %s", what);
    expect(name, read.refused ? (long)read.refused : read.a0, -PE_FAULT);
    raw_window(11, mine, 32, 3);
    struct raw_result write = raw_call(GATE_FILL, spy.selector, RAW_MASK(1 << 8), pointer, len);
    snprintf(name, sizeof name, "O5 deputy writes %s", what);
    expect(name, write.refused ? (long)write.refused : write.a0, -PE_FAULT);
}

static void deputies(void)
{
    const uint64_t granted = 11ull << 60;
    static char mine[64];
    char stack[16];
    uint64_t in_mine = raw_window(11, mine, 32, 1);
    deputy("its own memory", spy_where(), 8);
    deputy("the caller's stack", (uint64_t)stack, 8);
    deputy("null with a length", 0, 8);
    deputy("a register that was not granted", 7ull << 60, 8);
    deputy("the kernel's window", 15ull << 60, 8);
    deputy("more than was granted", in_mine, 33);
    deputy("before what was granted", in_mine - 1, 8);
    deputy("behind what was granted", in_mine + 32, 1);
    deputy("a length that wraps", in_mine, -(uint64_t)8);
    deputy("a length that wraps to the register's end", in_mine, (1ull << 60) - 1);
    deputy("the start of the granted register", granted, 8);
    expect("O5 the service's secret is untouched", spy_intact(), 1);
    raw_window(11, mine, 32, 1);
    struct raw_result read_only = raw_call(GATE_FILL, spy.selector, RAW_MASK(1 << 8), in_mine, 8);
    expect("O5 deputy writes what was granted for reading", read_only.a0, -PE_FAULT);
    struct raw_result string = raw_call(GATE_LENGTH, spy.selector, RAW_MASK(0), spy_where(), 0);
    expect("O5 deputy takes its own memory for a string", string.a0, -PE_FAULT);
    memset(mine, 'x', sizeof mine);
    uint64_t text = raw_window(11, mine, 4, 1);
    struct raw_result open_end = raw_call(GATE_LENGTH, spy.selector, RAW_MASK(1 << 8), text, 0);
    expect("O5 string without an end in its window", open_end.a0, -PE_NAMETOOLONG);
    struct raw_result wide = raw_call(GATE_WIDEN, spy.selector, RAW_MASK(0), 0x700000005ull, 0);
    expect("O5 int with upper bits is made an int", wide.a0, 5);
}

static void buffers(void)
{
    static char data[128];
    char stack[64] = {0};
    expect("O6 write to a read-only buffer", spy_scribble(data, 64), -PE_CALLEE);
    expect("O6 read of a write-only buffer", spy_peek(data, 64), -PE_CALLEE);
    expect("O6 write to the last byte", spy_overrun(data, 64, 63), 0);
    expect("O6 write behind the buffer", spy_overrun(data, 64, 64), -PE_CALLEE);
    expect("O6 write before the buffer", spy_overrun(data + 1, 63, -1), -PE_CALLEE);
    expect("O6 write behind a buffer on the stack", spy_overrun(stack, 16, 16), -PE_CALLEE);
    expect("O6 neighbours are untouched", data[0] + data[64] + stack[16], 0);
    expect("O6 keeping a pointer", spy_keep(data, 64), 0);
    expect("O6 using it in a later call", spy_use_kept(), -PE_CALLEE);
    raw_window(7, data, 64, 3);
    expect("O6 reading a register that was not granted", spy_read(7ull << 60), -PE_CALLEE);
}

static void crashes(void)
{
    static const char *const how[] = {"null pointer", "illegal instruction", "FP without FP", "stack overflow",
                                      "jump to nowhere"};
    char name[60];
    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "O4 callee faults: %s", how[i]);
        expect(name, spy_crash(i), -PE_CALLEE);
    }
    expect("O4 the service still works", spy_intact(), 1);
}

/* One request of spy_sum that a lying client makes: its windows are said to lie at `home`. */
static long deputy_in_batch(uint64_t pointer, uint64_t len, uint64_t home)
{
    static char mine[64];
    struct postern_request r;

    spy_sum_request(&r, (void *)pointer, len);
    long error = spy_batch_gate(&r, sizeof r, mine, sizeof mine, NULL, 0, home, home);
    return error < 0 ? error : r.result;
}

/* Not in main: scan_own_stack knows how large its frame is. */
static __attribute__((noinline)) void batches(void)
{
    struct postern_request r[3];

    spy_intact_request(&r[0]);
    spy_crash_request(&r[1], 0);
    spy_intact_request(&r[2]);
    expect("O4 callee faults in a batch", spy_batch(r, 3, NULL, 0, NULL, 0), -PE_CALLEE);
    expect("O4 what was done before has its result", r[0].result, 1);
    expect("O4 what was not is marked", r[1].result == POSTERN_NOT_RUN && r[2].result == POSTERN_NOT_RUN, 1);
    r[0].function = GATE_HIDDEN;
    expect("O3 batch with a function that stands alone", spy_batch(r, 1, NULL, 0, NULL, 0), 0);
    expect("O3 it is refused", r[0].result, -PE_NOSYS);
    expect("O5 deputy in a batch reads its own memory", deputy_in_batch(spy_where(), 8, 0), -PE_FAULT);
    expect("O5 deputy in a batch, behind the window", deputy_in_batch(spy_where(), 8, spy_where() - 57), -PE_FAULT);
    expect("O5 deputy in a batch, wherever the client says it is", deputy_in_batch(spy_where(), 8, spy_where() - 56),
           0);
    expect("O5 deputy in a batch with a length that wraps", deputy_in_batch(64, -(uint64_t)8, 56), -PE_FAULT);
    struct raw_result own = raw_call(GATE_BATCH, spy.selector, RAW_MASK(0), spy_where(), sizeof r[0]);
    expect("O5 deputy takes its own memory for records", own.refused ? (long)own.refused : own.a0, -PE_FAULT);
    expect("O5 the service's secret is untouched by batches", spy_intact(), 1);
}

int main(void)
{
    stacks();
    registers();
    buffers();
    crashes();
    entries();
    deputies();
    batches();
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
