/* Constant expressions of annotations, evaluated by the compiler in the header's own scope. */
#include <stdio.h>
#include <string.h>

#include "stubgen/parse.h"
#include "stubgen/report.h"
#include "stubgen/type.h"
#include "stubgen/unit.h"

static const char marker[] = "xs_constant_";

struct constants {
    const struct unit *unit;
    uint64_t *value;
    bool *known;
};

static enum CXChildVisitResult take_constant(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct constants *c = data;
    const char *name = cursor_text(cursor);
    unsigned i;
    (void)parent;
    if (clang_getCursorKind(cursor) != CXCursor_VarDecl || strncmp(name, marker, sizeof marker - 1) != 0 ||
        sscanf(name + sizeof marker - 1, "%u", &i) != 1)
        return CXChildVisit_Continue;
    CXEvalResult result = clang_Cursor_Evaluate(cursor);
    if (result && clang_EvalResult_getKind(result) == CXEval_Int && !clang_isInvalidDeclaration(cursor)) {
        c->known[i] = true;
        c->value[i] = (uint64_t)clang_EvalResult_getAsLongLong(result);
    }
    if (result)
        clang_EvalResult_dispose(result);
    return CXChildVisit_Continue;
}

void parse_constants(const char *header, const char *const *flags, int flag_count, const char *const *text,
                     unsigned count, uint64_t *value, bool *known)
{
    const char *source = keep_text("#include \"%s\"\n", header);
    for (unsigned i = 0; i < count; i++) {
        known[i] = false;
        source = keep_text("%sstatic const long %s%u = (%s);\n", source, marker, i, text[i]);
    }
    const char **with_root = keep_memory(sizeof *with_root * (size_t)(flag_count + 1));
    memcpy(with_root, flags, sizeof *with_root * (size_t)flag_count);
    with_root[flag_count] = "-I.";
    struct unit u = unit_open("stubgen-constants.c", source, with_root, flag_count + 1);
    clang_visitChildren(clang_getTranslationUnitCursor(u.unit), take_constant, &(struct constants){&u, value, known});
    unit_close(&u);
}
