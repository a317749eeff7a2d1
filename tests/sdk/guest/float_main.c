/* Calls into a service with FP registers. Boot argument 1: far, where the FP file is saved and cleared. */
#include <fenv.h>
#include <stdio.h>

#include "postern/service.h"
#include "postern/syscall.h"
#include "tests/sdk/floating.h"

int fp_after(double secret);

static int passed, failed;

static void expect(const char *what, double got, double wanted)
{
    printf("%s %s: %g\n", got == wanted ? "ok  " : "FAIL", what, got);
    passed += got == wanted;
    failed += got != wanted;
}

int main(void)
{
    static const double values[] = {1.5, 2.25, -0.75};
    expect("double, int and float", float_scale(2.5, -4, 0.125f), -9.875);
    expect("int result", float_round(-2.75), -3);
    expect("buffer of doubles", float_sum(values, sizeof values), 3);
    expect("empty buffer of doubles", float_sum(NULL, 0), 0);
    if (postern_boot_argument) {
        feclearexcept(FE_ALL_EXCEPT);
        expect("O2 FP registers that the callee sees", float_seen(1), 0);
        expect("O2 FP registers lost or leaked", fp_after(1234.5), 0);
        expect("O2 FP flags of the callee", fetestexcept(FE_ALL_EXCEPT), 0);
    }
    printf("%d passed, %d failed\n", passed, failed);
    postern_shutdown(failed > 0);
    return failed > 0;
}
