/* The test groups of test-core, one file each. */
#pragma once
int decode_tests(void);
int running_tests(void);
int trap_tests(void);
int waiting_tests(void);
int csr_tests(void);
int fp_tests(void);
int memory_tests(void);
int pmp_tests(void);
int debug_tests(void);
int xseg_tests(void);
int fuzz_tests(void);
