#include "board/failure.h"

#include <stdarg.h>
#include <stdio.h>

bool refuse(struct failure *why, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    return false;
}
