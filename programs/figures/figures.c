/* figures: measures under `far`, then prints the prices under every binding as one JSON object. */
#include <stdio.h>
#include <string.h>

#include <postern/syscall.h>

#include "batch.h"
#include "raw.h"
#include "results.h"

static int first = 1;

static void print(const char *key, uint64_t value)
{
    printf("%s  \"%s\": %llu", first ? "{\n" : ",\n", key, (unsigned long long)value);
    first = 0;
}

/* A key ends in `instructions`; cycles stand beside it under the same name. */
static void print_counts(const char *key, const struct counts *c)
{
    char other[64];

    print(key, c->instructions);
    snprintf(other, sizeof other, "%s_references", key);
    print(other, c->references);
    snprintf(other, sizeof other, "%.*s_cycles", (int)(strlen(key) - strlen("_instructions")), key);
    print(other, c->cycles);
}

static void print_raw(const struct raw_price *raw)
{
    print("farcall_raw_instructions", raw->instructions);
    print("farcall_raw_instructions_references", raw->references);
    print("farcall_raw_cycles", raw->cycles);
    print("farcall_warm_table_references", raw->table_references);
    print("farcall_cold_table_references", raw->cold_table_references);
}

static void print_batches(const struct batch_prices *b)
{
    print_counts("batched_call_10_instructions", &b->ten);
    print_counts("batched_call_10_filled_instructions", &b->ten_run);
    print_counts("batched_call_100_instructions", &b->hundred);
}

static void print_queue(const struct queue_prices *q)
{
    print_counts("queue_null_instructions", &q->null_call);
    print_counts("queue_10_instructions", &q->ten);
    print_counts("queue_100_instructions", &q->hundred);
}

static void print_wakes(const struct wake_prices *w)
{
    print("instructions_to_wake_by_system_call", w->system_call);
    print("instructions_to_wake_by_flag", w->set);
    print("wake_scan_instructions_10", w->look_10);
    print("wake_scan_instructions_1000", w->look_1000);
    print("wake_scan_instructions_10000", w->look_10000);
}

static void print_revocation(const struct results *r)
{
    print("revoke_instructions_1_holder", r->revoke_1);
    print("revoke_instructions_1000_holders", r->revoke_1000);
}

static int find_wrong(const struct results *r)
{
    static const char *const names[] = {"ipc", "direct", "far", "queue", "wake-ups", "revocation"};

    for (int i = 0; i < TURNS; i++)
        if (r->wrong[i][0] != '\0') {
            printf("figures: under %s: %s\n", names[i], r->wrong[i]);
            return 1;
        }
    return 0;
}

int main(void)
{
    const struct raw_price raw = raw_measure();

    struct batch_prices batches;

    results_wait(BINDING_FAR); /* from here on nobody else runs */
    const char *wrong = batch_measure(&batches);
    results_measure(BINDING_FAR, RESULTS_FILE);
    results_wait(BINDING_NONE);

    const struct results *r = results_segment();
    const struct prices *far = &r->prices[BINDING_FAR];
    if (wrong != NULL)
        printf("figures: %s\n", wrong);
    if (wrong != NULL || find_wrong(r))
        return postern_shutdown(1) != 0;
    print("warm_read_kernel_entries", far->read_kernel_entries);
    print_raw(&raw);
    print_counts("farcall_null_instructions", &far->null_call);
    print_counts("farcall_buffer_instructions", &far->buffer_call);
    print_counts("direct_null_instructions", &r->prices[BINDING_DIRECT].null_call);
    print_counts("ipc_null_instructions", &r->prices[BINDING_IPC].null_call);
    print_counts("ipc_buffer_instructions", &r->prices[BINDING_IPC].buffer_call);
    print_counts("read4k_direct_instructions", &r->prices[BINDING_DIRECT].read4k);
    print_counts("read4k_far_instructions", &far->read4k);
    print_counts("read4k_ipc_instructions", &r->prices[BINDING_IPC].read4k);
    print_counts("read4k_far_copied_instructions", &far->read4k_copied);
    print_batches(&batches);
    print_queue(&r->queue);
    print_wakes(&r->wakes);
    print_revocation(r);
    printf("\n}\n");
    fflush(stdout);
    return postern_shutdown(0) != 0;
}
