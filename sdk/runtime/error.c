#include "postern/error.h"

const char *postern_error_text(long error)
{
#define CASE(name, number, text) \
    case number: return text;
    switch (error < 0 ? -error : error) {
        PE_ERRORS(CASE)
    default: return "unknown error";
    }
#undef CASE
}
