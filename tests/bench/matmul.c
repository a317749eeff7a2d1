/* Matrix product in doubles. */
#include "kernel.h"

enum { SIDE = 64, ROUNDS = 150 };

static double a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];

__attribute__((noinline)) static void multiply(void)
{
    for (unsigned i = 0; i < SIDE; i++)
        for (unsigned j = 0; j < SIDE; j++) {
            double sum = 0;
            for (unsigned k = 0; k < SIDE; k++)
                sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
}

uint64_t kernel(void)
{
    uint32_t seed = 1;
    double sum = 0;
    for (unsigned n = 0; n < SIDE * SIDE; n++) {
        a[n / SIDE][n % SIDE] = random_next(&seed) / 4294967296.0;
        b[n / SIDE][n % SIDE] = random_next(&seed) / 4294967296.0 - 0.5;
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        multiply();
        for (unsigned n = 0; n < SIDE; n++)
            a[n][round % SIDE] = c[round % SIDE][n] / 8;
        sum += c[round % SIDE][round % 7];
    }
    return (uint64_t)(int64_t)(sum * 1e6);
}
