#include "stubgen/unit.h"

#include <string.h>

#include "stubgen/report.h"

/* The guest as its compiler sees it: sizes and alignments of the ABI decide what fits a register. */
static const char *const guest[] = {
    "--target=riscv64-unknown-elf", "-march=rv64gc", "-mabi=lp64d", "-xc", "-std=c17", "-Wno-everything"};
enum { GUEST_FLAGS = sizeof guest / sizeof guest[0] };

struct unit unit_open(const char *path, const char *text, const char *const *flags, int flag_count)
{
    struct unit u = {.index = clang_createIndex(0, 0)};
    const char **all = keep_memory(sizeof *all * (size_t)(GUEST_FLAGS + flag_count));
    memcpy(all, guest, sizeof guest);
    memcpy(all + GUEST_FLAGS, flags, sizeof *all * (size_t)flag_count);
    struct CXUnsavedFile memory = {path, text, text ? strlen(text) : 0};
    enum CXErrorCode error = clang_parseTranslationUnit2(u.index, path, all, GUEST_FLAGS + flag_count, &memory,
                                                         text ? 1 : 0, CXTranslationUnit_None, &u.unit);
    if (error)
        fail("%s: cannot be read (libclang error %d)", path, (int)error);
    return u;
}

void unit_close(struct unit *u)
{
    clang_disposeTranslationUnit(u->unit);
    clang_disposeIndex(u->index);
}

unsigned unit_line(const struct unit *u, CXCursor cursor)
{
    CXFile file, own;
    unsigned line;
    CXString name = clang_getTranslationUnitSpelling(u->unit);
    own = clang_getFile(u->unit, clang_getCString(name));
    clang_disposeString(name);
    clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, &line, NULL, NULL);
    return file && clang_File_isEqual(file, own) ? line : 0;
}
