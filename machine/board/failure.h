/* Why something that a person asked for did not work, in one line that names the thing and the cause. */
#pragma once
#include <stdbool.h>

struct failure {
    char text[512];
};

/* Writes the line and returns false, so that `return refuse(why, ...)` ends a function. */
bool refuse(struct failure *why, const char *format, ...) __attribute__((format(printf, 2, 3)));
