/* FP registers belong to threads: each keeps its own, and nobody sees another's, whoever ran in between. Built for FP. */
#include "bare.h"

void fp_fill(u64 value);   /* f0-f31 and fcsr from value */
u64 fp_differs(u64 value); /* 0: they are still so */
u64 fp_any(void);          /* 0: all are zero */

enum { OWN = 0xffff, THREADS = 4 };
static volatile u64 bad[THREADS], rounds[THREADS], first_seen[THREADS];

static void other(u64 id)
{
    first_seen[id] = fp_any();
    for (;;) {
        fp_fill(1000 + id);
        for (volatile u64 i = 0; i < 50; i++)
            ;
        if (id & 1)
            CALL(SYS_YIELD, 0);
        else
            CALL(SYS_SLEEP, 3);
        bad[id] += fp_differs(1000 + id) != 0;
        rounds[id]++;
    }
}

static void plain(u64 id) /* never touches FP */
{
    for (;;) {
        rounds[id]++;
        CALL(SYS_YIELD, 0);
    }
}

void start(u64 arg);
void start(u64 arg)
{
    (void)arg;
    is("a new thread's FP registers are zero", (s64)fp_any(), 0);
    fp_fill(7);
    for (u64 id = 0; id < THREADS; id++)
        CALL(SYS_THREAD_CREATE, OWN, id == 3 ? plain : other, id, 4096, 10);
    CALL(SYS_SLEEP, 200000);
    is("FP registers survive other threads", (s64)fp_differs(7), 0);
    for (u64 id = 0; id < 3; id++) {
        truth("a thread that uses FP ran", rounds[id] > 50);
        is("and kept its registers", (s64)bad[id], 0);
        is("and began with zeroes", (s64)first_seen[id], 0);
    }
    truth("so did the one that does not", rounds[3] > 50);
    done();
}
