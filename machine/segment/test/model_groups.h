/* Tests of test-segment-model. */
#pragma once
void lazy_is_eager_loads(void **state);
void lazy_is_eager_deep(void **state);
void lazy_is_eager_windows(void **state);
void lazy_is_eager_thread(void **state);
void lazy_is_eager_kernel(void **state);
void lazy_is_eager_revoked(void **state);
void lazy_is_eager_interrupted(void **state);
void lazy_is_eager_timed(void **state);
void lazy_is_eager_fuzzed(void **state);
