#include "results.h"

void results_measure(enum binding binding, const char *path)
{
    struct prices prices = {0};
    const char *wrong = measure(path, binding != BINDING_IPC, &prices);
    results_segment()->prices[binding] = prices;
    results_tell(binding, wrong);
    results_pass(binding);
}
