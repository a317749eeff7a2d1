/* The test groups of test-lockstep, one file each. */
#pragma once
int random_tests(void);
int floating_tests(void);
int atomic_tests(void);
int segment_tests(void);
int far_tests(void);
int far_case_tests(void);
int far_frame_tests(void);
int far_mark_tests(void);
int far_edge_tests(void);
int page_tests(void);
int limit_tests(void);
