#include "tests.h"

int main(void)
{
    int failed = profile_tests() + cache_tests() + memory_tests() + tlb_tests();
    return failed + predict_tests() + pipe_tests() + pairs_tests() + model_tests();
}
