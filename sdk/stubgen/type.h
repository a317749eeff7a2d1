/* C types as registers and memory see them. */
#ifndef STUBGEN_TYPE_H
#define STUBGEN_TYPE_H

#include <clang-c/Index.h>

#include "stubgen/model.h"

struct value type_value(CXType type);

/* Of a pointer or array parameter. */
struct pointee type_pointee(CXType pointer);

const char *type_text(CXType type);
const char *cursor_text(CXCursor cursor);

#endif
