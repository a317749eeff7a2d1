#include <stdio.h>

#include "figures/raw.h"
#include "figures/results.h"
#include "tour.h"

static int wrong(const struct results *r)
{
    static const char *const names[] = {"ipc", "direct", "far"};
    int failed = 0;

    for (int i = 0; i < BINDINGS; i++)
        if (r->wrong[i][0] != '\0') {
            printf("    under %s: %s\n", names[i], r->wrong[i]);
            failed = 1;
        }
    return failed;
}

static void row(const char *what, const struct counts *direct, const struct counts *far, const struct counts *ipc)
{
    printf("    %-26s %8llu %6llu   %8llu %6llu   %8llu %6llu\n", what, (unsigned long long)direct->instructions,
           (unsigned long long)direct->references, (unsigned long long)far->instructions,
           (unsigned long long)far->references, (unsigned long long)ipc->instructions,
           (unsigned long long)ipc->references);
}

static void table(const struct results *r)
{
    const struct prices *direct = &r->prices[BINDING_DIRECT], *far = &r->prices[BINDING_FAR],
                        *ipc = &r->prices[BINDING_IPC];

    printf("                                    direct               far               ipc\n"
           "    one call, there and back     instr.   refs     instr.   refs     instr.   refs\n"
           "    ------------------------- ---------------   ---------------   ---------------\n");
    row("int f(void)", &direct->null_call, &far->null_call, &ipc->null_call);
    row("64 bytes granted, checked", &direct->buffer_call, &far->buffer_call, &ipc->buffer_call);
    row("read 4 KiB from the disk", &direct->read4k, &far->read4k, &ipc->read4k);
    printf("    kernel entries per read    %13.1f   %15.1f   %15.1f\n\n",
           (double)direct->read_kernel_entries / MEASURE_READS, (double)far->read_kernel_entries / MEASURE_READS,
           (double)ipc->read_kernel_entries / MEASURE_READS);
}

int tour_prices(void)
{
    results_wait(BINDING_FAR); /* from here on nobody else runs */
    const struct raw_price raw = raw_measure();
    results_measure(BINDING_FAR, TOUR_DATA);
    const struct results *r = results_segment();

    printf("4. What a wall costs: the same services, three ways to reach them\n\n"
           "    direct  linked into the program: no wall at all\n"
           "    far     far calls between programs that distrust each other (the idea)\n"
           "    ipc     kernel messages between threads, with a hand-written fast path (its rival)\n\n");
    if (wrong(r))
        return 1;
    table(r);
    printf(
        "    instr.: guest instructions in all modes, not cycles; stubs, wiping and kernel included.\n"
        "    refs:   memory references of the segment unit itself: tables, frames, spilled registers.\n"
        "    A far call and return without stubs are %llu instructions, %llu references; %llu table reads when warm,\n"
        "    %llu the first time.\n\n",
        (unsigned long long)raw.instructions, (unsigned long long)raw.references,
        (unsigned long long)raw.table_references, (unsigned long long)raw.cold_table_references);
    return r->prices[BINDING_FAR].read_kernel_entries != 0 || raw.table_references != 0;
}
