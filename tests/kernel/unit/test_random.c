/* Random system calls, faults and far calls in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/causes.h"
#include "abi/errors.h"
#include "abi/syscalls.h"
#include "app.h"
#include "context.h"
#include "host.h"
#include "hw.h"
#include "irq.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "thread.h"
#include "vst.h"

/* When all threads have ended or sleep: another one, of what is left. */
static bool revive(void)
{
    if (app->state != PROGRAM_LIVE)
        return false;
    host_thread(app, 10);
    return host_run() != 0;
}

/* Random calls with hostile arguments from random threads: no panic, and when all is over every page is back. */
static void any_sequence_of_calls_is_survived(void **state)
{
    (void)state;
    unsigned seed = 2026, calls = 0;
    static const uint64_t interesting[] = {0,
                                           1,
                                           2,
                                           3,
                                           7,
                                           8,
                                           63,
                                           64,
                                           4095,
                                           4096,
                                           65535,
                                           65534,
                                           0x8001,
                                           HOST_DATA,
                                           HOST_DATA + 4092,
                                           HOST_CODE,
                                           HOST_DATA + 4096,
                                           0x2000000000000ff0,
                                           0x3000000000000000,
                                           0xf000000080200000,
                                           ~0ull,
                                           1ull << 63,
                                           1ull << 39,
                                           1ull << 59,
                                           0x1000,
                                           0x3000,
                                           20000};
    const unsigned n = sizeof interesting / sizeof *interesting;
    print_message("seed %u\n", seed);
    srand(seed);
    for (unsigned round = 0; round < 60; round++) {
        start_app();
        struct program *service = host_program("service", 100);
        app->vst[1] = vst_entry(service->selector, 7, 1, 0);
        app->irqs[0] = 2;
        for (unsigned i = 0; i < 400; i++, calls++) {
            if (!hart0.current && !revive())
                break;
            unsigned number = (unsigned)rand() % 31;
            uint64_t a[6];
            for (unsigned k = 0; k < 6; k++)
                a[k] = rand() % 2 ? interesting[(unsigned)rand() % n] : (unsigned)rand() % 40;
            if (number == SYS_SHUTDOWN || (number == SYS_EXIT && rand() % 32))
                continue;
            if (rand() % 50 == 0)
                host_fault((unsigned)rand() % 28, a[0], a[1] & 0xffff);
            else if (rand() % 25 == 0 && thread_depth(hart0.current) < 7 && service->state == PROGRAM_LIVE)
                host_far_call(service, 1);
            else
                host_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        }
        while (program_first)
            for (struct program *p = program_first; p; p = p->next)
                if (p->state < PROGRAM_ENDING) {
                    program_end(p, 0);
                    break;
                }
        assert_int_equal(page_left(), page_total());
    }
    print_message("%u calls\n", calls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_sequence_of_calls_is_survived),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
