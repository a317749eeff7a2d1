/* The groups of test-timing-engine. Each answers how many of its cases failed. */
#pragma once
#include "bench.h"
#include "timing/engine/engine.h"

int engine_tests(void);
int lockstep_tests(void);

/* Attaches a model of a profile that is compiled in; timing_free when the hart is gone. */
struct timing_system *attach_profile(struct bench *b, const char *profile);
