/* What the workloads of near and far calls do per call: some 10 instructions for each step. */
#pragma once
#include "kernel.h"

uint64_t work(uint64_t seed, uint64_t steps);
uint64_t far_work(uint64_t seed, uint64_t steps); /* the same in another segment */
