/* The groups of test-timing. Each answers how many of its cases failed. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "timing/model.h"

int profile_tests(void);
int cache_tests(void);
int memory_tests(void);
int tlb_tests(void);
int predict_tests(void);
int pipe_tests(void);
int pairs_tests(void);
int model_tests(void);

/* A profile of the ones compiled in. */
struct timing_profile profile_of(const char *name);
