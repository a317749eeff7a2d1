#include "report.h"

#include <stdio.h>

#include "postern/syscall.h"

static int passed, failed;

static void tell(const char *what, long got, int good)
{
    printf("%s %s: %ld\n", good ? "ok  " : "FAIL", what, got);
    passed += good;
    failed += !good;
}

void expect(const char *what, long got, long wanted)
{
    tell(what, got, got == wanted);
    if (got != wanted)
        printf("     wanted %ld\n", wanted);
}

void expect_at_most(const char *what, long got, long most)
{
    tell(what, got, got <= most);
}

int report_end(void)
{
    printf("%d passed, %d failed\n", passed, failed);
    fflush(stdout);
    postern_shutdown(failed > 0);
    return failed > 0;
}
