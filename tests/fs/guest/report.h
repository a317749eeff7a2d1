/* One line per case, as tests/fs/run_guest.py reads it. */
#ifndef TESTS_FS_REPORT_H
#define TESTS_FS_REPORT_H

/* Compares, prints, counts. */
void expect(const char *what, long got, long wanted);
/* The same for an upper bound. */
void expect_at_most(const char *what, long got, long most);

/* Prints the sum and turns the machine off. */
int report_end(void);

#endif
