/* Batches under every binding: each line of the transcript must be the same in all of them. What a stub would never
 * send is sent too: a record is only memory. Boot argument: 0 direct, 1 far, 2 ipc. */
#include <stdio.h>
#include <string.h>

#include "everything/requests.h"
#include "postern/service.h"
#include "postern/syscall.h"
#include "tests/sdk/everything.h"

enum { FAR = 1 };
enum { IN = 256, OUT = 512, MOST = 64 };

static struct postern_request r[MOST];
static char in[IN], around[64 + OUT], elsewhere[64];
static char *const out = around + 64;
static int passed, failed;

static void expect(const char *what, long got, long wanted)
{
    printf("%s %s: %ld\n", got == wanted ? "ok  " : "FAIL", what, got);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
    passed += got == wanted;
    failed += got != wanted;
}

static long run(size_t count)
{
    return everything_batch(r, count, in, sizeof in, out, OUT);
}

static void scalars(void)
{
    everything_null_request(&r[0]);
    everything_mix_request(&r[1], 0, -128, 255, -32768, 65535, -2147483647 - 1, 4294967295u, 3);
    everything_odd_request(&r[2], 7);
    everything_byte_request(&r[3], -1);
    everything_short_request(&r[4], 0x18000);
    everything_color_request(&r[5], EVERYTHING_RED);
    everything_forget_request(&r[6]);
    expect("batch of scalars", run(7), 0);
    expect("null in a batch", everything_null_result(&r[0]), 0);
    expect("mix in a batch", everything_mix_result(&r[1]),
           everything_mix(0, -128, 255, -32768, 65535, -2147483647 - 1, 4294967295u, 3));
    expect("bool in a batch", everything_odd_result(&r[2]), 1);
    expect("unsigned char in a batch", everything_byte_result(&r[3]), 255);
    expect("short in a batch", everything_short_result(&r[4]), -32768);
    expect("enum in a batch", everything_color_result(&r[5]), EVERYTHING_BLUE);
    expect("void in a batch", everything_forget_result(&r[6]), 0);
    r[0].arg[0] = 1ull << 40 | 9; /* no stub: int n, bits above it set */
    r[0].function = r[3].function;
    expect("a wide value for a narrow parameter", run(1) + everything_byte_result(&r[0]), 9);
    expect("batch of nothing", everything_batch(NULL, 0, NULL, 0, NULL, 0), 0);
}

/* Sum of what everything_fill leaves. */
static long pattern(int len, int seed)
{
    long sum = 0;
    for (int i = 0; i < len; i++)
        sum += (unsigned char)(seed + i * 7);
    return sum;
}

static void buffers(void)
{
    struct everything_point *p = (void *)in;
    struct everything_report *report = (void *)(out + 256);

    *p = (struct everything_point){40, 2};
    strcpy(in + 64, "post");
    strcpy(in + 128, "ern");
    everything_fill_request(&r[0], out, 100, 3);
    everything_sum_request(&r[1], out, 100);
    everything_bump_request(&r[2], out, 100);
    everything_sum_request(&r[3], out, 100);
    everything_area_request(&r[4], p);
    everything_join_request(&r[5], in + 64, in + 128, out + 128, 40);
    everything_length_request(&r[6], out + 128);
    everything_sum_request(&r[7], NULL, 0);
    everything_report_request(&r[8], report);
    expect("batch of buffers", run(9), 0);
    expect("fill in a batch", everything_fill_result(&r[0], 100), 100);
    expect("sum of what an earlier request filled", everything_sum_result(&r[1]), pattern(100, 3));
    expect("sum after the bump in a batch", everything_sum_result(&r[3]), everything_sum(out, 100));
    expect("structure in a batch", everything_area_result(&r[4]), 42);
    expect("join in a batch", everything_join_result(&r[5], 40), 8);
    expect("joined in a batch", strcmp(out + 128, "postern"), 0);
    expect("string that an earlier request wrote", everything_length_result(&r[6]), 7);
    expect("null buffer in a batch", everything_sum_result(&r[7]), -1000);
    expect("report in a batch", everything_report_result(&r[8]) + strcmp(report->name, "everything"), 0);
}

/* One request alone, after it was spoiled. */
static void refuse(const char *what, long wanted)
{
    everything_odd_request(&r[1], 5);
    expect(what, run(2) ? 1 : r[0].result, wanted);
    expect("   and the next one is run", everything_odd_result(&r[1]), 1);
}

static void refusals(void)
{
    memset(out, 0x55, OUT);
    everything_null_request(&r[0]);
    r[0].function = 1000;
    refuse("function that does not exist", -PE_NOSYS);
    r[0].function = 1ull << 32; /* the low half is a good one */
    refuse("function number of 33 bits", -PE_NOSYS);
    everything_report_request(&r[0], NULL);
    r[0].function = 17; /* the batch itself */
    refuse("batch in a batch", -PE_NOSYS);
    everything_sum_request(&r[0], elsewhere, 8);
    refuse("buffer outside the windows", -PE_FAULT);
    everything_sum_request(&r[0], in + IN - 8, 9);
    refuse("buffer one byte beyond", -PE_FAULT);
    everything_sum_request(&r[0], out - 1, 2);
    refuse("buffer one byte before", -PE_FAULT);
    everything_sum_request(&r[0], in, ~(size_t)0);
    refuse("length of all memory", -PE_FAULT);
    everything_sum_request(&r[0], in + 64, -(size_t)32);
    refuse("length that wraps", -PE_FAULT);
    everything_fill_request(&r[0], in, 8, 1);
    refuse("writing in the window that is only read", -PE_FAULT);
    expect("   and it is untouched", everything_sum(in, 8), 42);
    everything_sum_request(&r[0], NULL, 8);
    refuse("null with a length", -PE_FAULT);
    everything_area_request(&r[0], NULL);
    refuse("null structure", -PE_FAULT);
    everything_area_request(&r[0], (void *)(in + IN - 4));
    refuse("structure half outside", -PE_FAULT);
    everything_length_request(&r[0], elsewhere);
    refuse("string outside", -PE_FAULT);
    everything_length_request(&r[0], out + OUT - 8); /* 0x55 to the end */
    refuse("string that the window's end cuts", -PE_NAMETOOLONG);
    everything_length_request(&r[0], out);
    refuse("string too long", -PE_NAMETOOLONG);
    everything_lie_request(&r[0], 100);
    refuse("length that lies, as it came", 101);
    expect("   as the client takes it", everything_lie_result(&r[0], 100), -PE_PROTO);
}

static void whole_batches(void)
{
    for (int i = 0; i < MOST; i++)
        everything_odd_request(&r[i], i);
    expect("part of a record", everything_batch_gate(r, sizeof r[0] * 2 - 8, NULL, 0, NULL, 0, 0, 0), -PE_INVAL);
    expect("no window for a null buffer", everything_batch(r, MOST, NULL, 0, NULL, 0), 0);
    long odd = 0;
    for (int i = 0; i < MOST; i++)
        odd += everything_odd_result(&r[i]) == (i & 1);
    expect("all of 64", odd, MOST);
    everything_badge_request(&r[0]);
    run(1);
    expect("a batch has its caller's badge", everything_badge_result(&r[0]) == everything_badge(), 1);
}

/* Under ipc the service sees a copy that lies well, under direct it is the caller's own business. */
static void misaligned(void)
{
    everything_odd_request(&r[0], 1);
    expect("records between words", everything_batch((void *)((char *)r + 1), 1, NULL, 0, NULL, 0), -PE_INVAL);
    expect("   and nothing was run", r[0].result, POSTERN_NOT_RUN);
}

int main(void)
{
    scalars();
    buffers();
    refusals();
    whole_batches();
    if (postern_boot_argument == FAR)
        misaligned();
    if (postern_boot_argument)
        expect("null records with a length", everything_batch(NULL, 1, NULL, 0, NULL, 0), -PE_FAULT);
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
