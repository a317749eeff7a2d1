#include "batch.h"

#include <stddef.h>

#include "null/requests.h"

#define MOST 100

static struct postern_request requests[MOST];

static void fill(size_t count)
{
    for (size_t i = 0; i < count; i++)
        null_call_request(&requests[i]);
    __asm__ volatile("" : : : "memory");
}

MEASURE_LOOP(ten_loop, (fill(10), null_batch(requests, 10, NULL, 0, NULL, 0)))
MEASURE_LOOP(ten_run_loop, null_batch(requests, 10, NULL, 0, NULL, 0))
MEASURE_LOOP(hundred_loop, (fill(100), null_batch(requests, 100, NULL, 0, NULL, 0)))

const char *batch_measure(struct batch_prices *prices)
{
    fill(MOST);
    if (null_batch(requests, MOST, NULL, 0, NULL, 0) < 0)
        return "the service refuses a batch";
    for (int i = 0; i < MOST; i++)
        if (requests[i].result != 0)
            return "a request of a batch was not run";
    prices->ten = measure_price(ten_loop);
    prices->ten_run = measure_price(ten_run_loop);
    prices->hundred = measure_price(hundred_loop);
    return NULL;
}
