#include "stubgen/parse.h"

#include <string.h>

#include "stubgen/note.h"
#include "stubgen/report.h"
#include "stubgen/type.h"
#include "stubgen/unit.h"

enum { NOTES_PARAM = 4, NOTES_FUNCTION = 8, FILES_MAX = 256 };
static const char marker[] = "xs_interface_";

struct reading {
    struct unit unit;
    struct interface *interface;
};

struct note_list {
    const struct unit *unit;
    struct note *notes;
    unsigned *count, room;
};

static enum CXChildVisitResult take_note(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct note_list *list = data;
    (void)parent;
    if (clang_getCursorKind(cursor) == CXCursor_AnnotateAttr && *list->count < list->room)
        list->notes[(*list->count)++] = note_read(cursor_text(cursor), unit_line(list->unit, cursor));
    return CXChildVisit_Continue;
}

static struct param read_param(const struct unit *unit, CXCursor cursor)
{
    CXType type = clang_getCursorType(cursor);
    struct param p = {
        .name = cursor_text(cursor),
        .type = type_text(type),
        .value = type_value(type),
        .line = unit_line(unit, cursor),
    };
    if (p.value.kind == VALUE_POINTER)
        p.pointee = type_pointee(type);
    clang_visitChildren(cursor, take_note, &(struct note_list){unit, p.notes, &p.note_count, NOTES_PARAM});
    return p;
}

static void read_function(struct reading *r, CXCursor cursor)
{
    struct interface *in = r->interface;
    CXType type = clang_getCursorType(cursor);
    int count = clang_Cursor_getNumArguments(cursor);
    struct function f = {
        .name = cursor_text(cursor),
        .result_type = type_text(clang_getResultType(type)),
        .result = type_value(clang_getResultType(type)),
        .param_count = count > 0 ? (unsigned)count : 0,
        .line = unit_line(&r->unit, cursor),
        .variadic = clang_isFunctionTypeVariadic(type),
        .no_prototype = type.kind == CXType_FunctionNoProto,
        .has_body = clang_isCursorDefinition(cursor),
        .length_param = -1,
    };
    f.params = keep_memory(sizeof *f.params * (f.param_count + 1));
    for (unsigned i = 0; i < f.param_count; i++)
        f.params[i] = read_param(&r->unit, clang_Cursor_getArgument(cursor, i));
    clang_visitChildren(cursor, take_note, &(struct note_list){&r->unit, f.notes, &f.note_count, NOTES_FUNCTION});
    in->functions[in->function_count++] = f;
}

static void read_variable(struct reading *r, CXCursor cursor, unsigned line)
{
    const char *name = cursor_text(cursor);
    if (strncmp(name, marker, sizeof marker - 1) != 0) {
        report(line, "'%s' is a variable: an interface shares no memory by name", name);
        return;
    }
    r->interface->name = name + sizeof marker - 1;
    if (r->interface->name_count++)
        report(line, "a second XS_INTERFACE: a header describes one service");
}

static enum CXChildVisitResult read_declaration(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct reading *r = data;
    unsigned line = unit_line(&r->unit, cursor);
    (void)parent;
    if (!line)
        return CXChildVisit_Continue;
    if (clang_getCursorKind(cursor) == CXCursor_VarDecl)
        read_variable(r, cursor, line);
    /* A static inline function is the client's own code. */
    if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl || clang_Cursor_getStorageClass(cursor) == CX_SC_Static)
        return CXChildVisit_Continue;
    if (r->interface->function_count == FUNCTIONS_MAX)
        report(line, "'%s' is function %u: a service has at most %d gates", cursor_text(cursor), FUNCTIONS_MAX + 1,
               FUNCTIONS_MAX);
    else
        read_function(r, cursor);
    return CXChildVisit_Continue;
}

static void report_diagnostic(struct interface *in, CXDiagnostic d)
{
    CXFile file;
    unsigned line;
    if (clang_getDiagnosticSeverity(d) < CXDiagnostic_Error)
        return;
    in->broken = true;
    clang_getExpansionLocation(clang_getDiagnosticLocation(d), &file, &line, NULL, NULL);
    CXString text = clang_getDiagnosticSpelling(d), name = clang_getFileName(file);
    if (file && strcmp(clang_getCString(name), in->header) != 0)
        report(1, "%s:%u: %s", clang_getCString(name), line, clang_getCString(text));
    else
        report(line, "%s", clang_getCString(text));
    clang_disposeString(name);
    clang_disposeString(text);
}

static void report_diagnostics(struct interface *in, const struct unit *u)
{
    unsigned count = clang_getNumDiagnostics(u->unit);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic d = clang_getDiagnostic(u->unit, i);
        report_diagnostic(in, d);
        clang_disposeDiagnostic(d);
    }
}

static void take_file(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    struct interface *in = data;
    CXString name = clang_getFileName(file);
    (void)stack;
    (void)depth;
    if (in->file_count < FILES_MAX)
        in->files[in->file_count++] = keep_text("%s", clang_getCString(name));
    clang_disposeString(name);
}

struct interface *parse_header(const char *header, bool fp, const char *const *flags, int flag_count)
{
    struct reading r = {.unit = unit_open(header, NULL, flags, flag_count)};
    r.interface = keep_memory(sizeof *r.interface);
    *r.interface = (struct interface){.header = header, .fp = fp};
    r.interface->functions = keep_memory(sizeof *r.interface->functions * FUNCTIONS_MAX);
    r.interface->files = keep_memory(sizeof *r.interface->files * FILES_MAX);
    clang_getInclusions(r.unit.unit, take_file, r.interface);
    report_diagnostics(r.interface, &r.unit);
    clang_visitChildren(clang_getTranslationUnitCursor(r.unit.unit), read_declaration, &r);
    unit_close(&r.unit);
    return r.interface;
}
