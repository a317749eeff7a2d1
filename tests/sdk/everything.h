/* An interface that uses everything stubgen knows: the goldens are its stubs. */
#ifndef TESTS_SDK_EVERYTHING_H
#define TESTS_SDK_EVERYTHING_H

#include <postern/batch.h>

XS_INTERFACE(everything)

#define EVERYTHING_NAME 40

enum everything_color { EVERYTHING_RED, EVERYTHING_BLUE };

struct everything_point {
    int32_t x, y;
};

struct everything_report {
    uint64_t calls, bytes;
    char name[16];
};

/* Answers nothing but that it was called. */
int everything_null(void);
/* Sum of the bytes. */
int everything_sum(const void *data XS_IN(len), size_t len);
/* Fills with a pattern that starts at seed; answers len. */
long everything_fill(void *to XS_OUT(len), size_t len, unsigned char seed) XS_LENGTH(len);
/* Adds one to every byte; answers how many. */
long everything_bump(void *data XS_INOUT(len), size_t len) XS_LENGTH(len);
/* Length of the string. */
int everything_length(const char *s XS_STRING(EVERYTHING_NAME));
/* x + y. */
long everything_area(const struct everything_point *p XS_IN(sizeof(struct everything_point)));
/* How often this badge called. */
int everything_report(struct everything_report *r XS_OUT(sizeof(struct everything_report)));
/* Appends b to a in `to` with its zero; answers the length with it. -PE_2BIG. */
long everything_join(const char *a XS_STRING(EVERYTHING_NAME), const char *b XS_STRING(EVERYTHING_NAME),
                     char *to XS_OUT(size), size_t size) XS_LENGTH(size);
/* Mixes eight scalars of every width. */
long everything_mix(_Bool a, signed char b, unsigned char c, short d, unsigned short e, int f, unsigned g, uint64_t h);
/* Narrow results. */
_Bool everything_odd(int n);
unsigned char everything_byte(int n);
short everything_short(long n);
enum everything_color everything_color(enum everything_color c);
void everything_forget(void);
/* The badge of the caller. */
uint64_t everything_badge(void);
/* Fewer checks where they are not wanted. */
int everything_trusted(const void *data XS_IN(len), size_t len) XS_TRUSTS_CALLEE XS_TRUSTS_CALLER;
/* Whatever a client writes there, it is not more than asked for. */
long everything_lie(size_t len) XS_LENGTH(len) XS_STACK(1024) XS_FRAMES(0);
/* Where a device could hold it: whether this could be. */
int everything_keep(const void *data XS_IN(len), size_t len) XS_KEEPS;
/* When a call is unwound. */
void everything_tidy(int error, unsigned gate) XS_CLEANUP;
/* Many of these in one call. */
XS_BATCH(everything)

#endif
