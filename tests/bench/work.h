/* What the workloads of near and far calls do per call (segments.S): 12 instructions for each step. */
#pragma once
#include "kernel.h"

uint64_t near_work(uint64_t seed, uint64_t steps); /* behind a plain call */
uint64_t far_work(uint64_t seed, uint64_t steps);  /* the same code in another segment, behind a far call */
