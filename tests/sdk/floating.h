/* A service built for the FP registers. */
#ifndef TESTS_SDK_FLOATING_H
#define TESTS_SDK_FLOATING_H

#include <postern/interface.h>

XS_INTERFACE(float)

double float_scale(double by, int n, float plus);
int float_round(double d);
double float_sum(const double *values XS_IN(len), size_t len);
/* FP registers that hold anything but 0, apart from the arguments'. */
int float_seen(double a);
/* Fills every FP register and fcsr's flags. */
int float_trample(double with);

#endif
