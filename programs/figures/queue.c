/* What null requests cost under `queue`, on one hart: one and its completion, and ten or a hundred in flight. */
#include <stddef.h>

#include <postern/queue.h>

#include "null/requests.h"

#include "results.h"

POSTERN_IMPORT(segment, "null-queue");

static struct queue_client queue = {.segment = &segment};

/* Submits `depth` and takes them all. */
static void round_of(int depth)
{
    struct queue_shared *s;

    if (queue_begin(&queue, &s) == 0) {
        for (int i = 0; i < depth; i++) {
            null_call_request(queue_slot(&queue, s));
            queue_submit(&queue, s);
        }
        for (int i = 0; i < depth && queue_wait(&queue, s) == 0; i++)
            queue_drop(&queue);
    }
    queue_end(&queue);
}

MEASURE_LOOP(null_loop, null_call())
MEASURE_LOOP(ten_loop, round_of(10))
MEASURE_LOOP(hundred_loop, round_of(100))

int main(void)
{
    results_wait(BINDING_QUEUE);
    struct queue_prices prices = {.null_call = measure_price(null_loop)};
    prices.ten = measure_price(ten_loop); /* from here on the stubs' own ring is stale */
    prices.hundred = measure_price(hundred_loop);
    results_segment()->queue = prices;
    results_pass(BINDING_QUEUE);
    return 0;
}
