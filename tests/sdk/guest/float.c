#include "tests/sdk/floating.h"

double float_scale(double by, int n, float plus)
{
    return by * n + plus;
}

int float_round(double d)
{
    return (int)(d + (d < 0 ? -0.5 : 0.5));
}

double float_sum(const double *values, size_t len)
{
    double sum = 0;
    for (size_t i = 0; i < len / sizeof *values; i++)
        sum += values[i];
    return sum;
}
