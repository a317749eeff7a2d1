#include "stubgen/type.h"

#include "stubgen/report.h"

static const char *take(CXString s)
{
    const char *text = keep_text("%s", clang_getCString(s) ? clang_getCString(s) : "");
    clang_disposeString(s);
    return text;
}

const char *type_text(CXType type)
{
    return take(clang_getTypeSpelling(type));
}

const char *cursor_text(CXCursor cursor)
{
    return take(clang_getCursorSpelling(cursor));
}

static enum value_kind integer_kind(enum CXTypeKind kind)
{
    switch (kind) {
    case CXType_Bool: return VALUE_BOOL;
    case CXType_Char_S:
    case CXType_SChar:
    case CXType_Short:
    case CXType_Int:
    case CXType_Long:
    case CXType_LongLong: return VALUE_SIGNED;
    case CXType_Char_U:
    case CXType_UChar:
    case CXType_UShort:
    case CXType_UInt:
    case CXType_ULong:
    case CXType_ULongLong: return VALUE_UNSIGNED;
    case CXType_Float:
    case CXType_Double: return VALUE_FLOAT;
    default: return VALUE_OTHER;
    }
}

struct value type_value(CXType type)
{
    CXType t = clang_getCanonicalType(type);
    long long bytes = clang_Type_getSizeOf(t);
    struct value v = {VALUE_OTHER, bytes > 0 ? (unsigned)bytes : 0};
    switch (t.kind) {
    case CXType_Void: v.kind = VALUE_VOID; break;
    case CXType_Pointer:
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray: v = (struct value){VALUE_POINTER, 8}; break;
    case CXType_Enum:
        v.kind = integer_kind(clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(t))).kind);
        break;
    default: v.kind = integer_kind(t.kind);
    }
    return v;
}

static bool holds_pointer(CXType type);

static enum CXVisitorResult field_is_pointer(CXCursor field, CXClientData found)
{
    *(bool *)found = holds_pointer(clang_getCursorType(field));
    return *(bool *)found ? CXVisit_Break : CXVisit_Continue;
}

/* True where a value of this type carries a pointer anywhere. */
static bool holds_pointer(CXType type)
{
    CXType t = clang_getCanonicalType(type);
    bool found = false;
    if (t.kind == CXType_Pointer)
        return true;
    if (t.kind == CXType_ConstantArray || t.kind == CXType_IncompleteArray)
        return holds_pointer(clang_getArrayElementType(t));
    if (t.kind == CXType_Record)
        clang_Type_visitFields(t, field_is_pointer, &found);
    return found;
}

struct pointee type_pointee(CXType pointer)
{
    CXType p = clang_getCanonicalType(pointer);
    CXType to = p.kind == CXType_Pointer ? clang_getPointeeType(p) : clang_getArrayElementType(p);
    CXType t = clang_getCanonicalType(to);
    long long bytes = clang_Type_getSizeOf(t);
    return (struct pointee){
        .is_const = clang_isConstQualifiedType(t),
        .is_char = t.kind == CXType_Char_S || t.kind == CXType_Char_U,
        .is_record = t.kind == CXType_Record,
        .is_pointer = t.kind == CXType_Pointer,
        .is_function = t.kind == CXType_FunctionProto || t.kind == CXType_FunctionNoProto,
        .incomplete = t.kind == CXType_Record && bytes < 0,
        .holds_pointer = holds_pointer(t),
        .bytes = t.kind != CXType_Void && bytes > 0 ? (uint64_t)bytes : 0,
    };
}
