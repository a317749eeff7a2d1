#include <inttypes.h>

#include "stubgen/check.h"
#include "stubgen/note.h"
#include "stubgen/report.h"

static void check_scalar(const struct function *f, const struct param *p)
{
    if (p->value.kind == VALUE_OTHER || p->value.kind == VALUE_VOID || p->value.bytes > 8)
        report(p->line,
               "parameter '%s' of '%s' is passed by value as '%s': pass integers, or a pointer to it with "
               "XS_IN",
               p->name, f->name, p->type);
    for (unsigned i = 0; i < p->note_count; i++)
        report(p->notes[i].line, "%s on parameter '%s' of '%s', which is no pointer", note_name(p->notes[i].kind),
               p->name, f->name);
}

/* What no annotation can make safe. */
static bool check_pointee(const struct function *f, const struct param *p)
{
    const struct pointee *to = &p->pointee;
    if (to->is_function)
        report(p->line, "parameter '%s' of '%s' is a function pointer: code does not cross", p->name, f->name);
    else if (to->is_pointer)
        report(p->line, "parameter '%s' of '%s' is a pointer to a pointer (%s): flatten it", p->name, f->name, p->type);
    else if (to->holds_pointer)
        report(p->line, "parameter '%s' of '%s': '%s' holds pointers, which mean nothing to the service", p->name,
               f->name, p->type);
    else if (to->incomplete)
        report(p->line, "parameter '%s' of '%s': '%s' is an incomplete type, its size is not known", p->name, f->name,
               p->type);
    else
        return true;
    return false;
}

static void check_length(const struct function *f, const struct param *p, const struct note *n)
{
    if (n->param < 0) {
        if (!n->value)
            report(n->line, "%s(%s) on '%s' of '%s': a length of 0 grants nothing", note_name(n->kind), n->text,
                   p->name, f->name);
        else if (n->value < p->pointee.bytes)
            report(n->line, "%s(%s) on '%s' of '%s': shorter than one '%s' (%" PRIu64 " bytes)", note_name(n->kind),
                   n->text, p->name, f->name, p->type, p->pointee.bytes);
        return;
    }
    const struct param *len = &f->params[n->param];
    if (len->value.kind != VALUE_UNSIGNED || len->value.bytes != 8)
        report(n->line, "%s(%s) on '%s' of '%s': '%s' is '%s', it must be size_t", note_name(n->kind), n->text, p->name,
               f->name, n->text, len->type);
}

static void check_buffer(const struct function *f, struct param *p, const struct note *n)
{
    if (n->kind == NOTE_IN && !p->pointee.is_const)
        report(n->line, "XS_IN on '%s' of '%s': the service may only read, make it a pointer to const", p->name,
               f->name);
    if (n->kind != NOTE_IN && p->pointee.is_const)
        report(n->line, "%s on '%s' of '%s', which points to const", note_name(n->kind), p->name, f->name);
    check_length(f, p, n);
    p->note = n;
    if (is_copied(p) && n->value > COPY_MAX)
        report(n->line, "XS_IN(%s) on '%s' of '%s': the server stub copies structures, at most %d bytes", n->text,
               p->name, f->name, COPY_MAX);
}

static void check_string(const struct function *f, struct param *p, const struct note *n)
{
    if (!p->pointee.is_char || !p->pointee.is_const)
        report(n->line, "XS_STRING on '%s' of '%s', which is '%s': it must be const char *", p->name, f->name, p->type);
    if (n->param >= 0)
        report(n->line, "XS_STRING(%s) on '%s' of '%s': a constant is needed, not a parameter", n->text, p->name,
               f->name);
    else if (!n->value || n->value > STRING_MAX)
        report(n->line, "XS_STRING(%s) on '%s' of '%s': 1 to %d bytes with the final zero", n->text, p->name, f->name,
               STRING_MAX);
    p->note = n;
}

static void check_pointer(const struct function *f, struct param *p)
{
    const struct note *n = &p->notes[0];
    if (!check_pointee(f, p))
        return;
    if (p->note_count == 0) {
        report(p->line, "pointer '%s' of '%s' says neither XS_IN, XS_OUT, XS_INOUT nor XS_STRING", p->name, f->name);
        return;
    }
    if (p->note_count > 1)
        report(p->notes[1].line, "pointer '%s' of '%s' has more than one annotation", p->name, f->name);
    if (n->unresolved)
        return;
    if (n->kind == NOTE_STRING)
        check_string(f, p, n);
    else if (n->kind == NOTE_IN || n->kind == NOTE_OUT || n->kind == NOTE_INOUT)
        check_buffer(f, p, n);
    else if (n->kind == NOTE_UNKNOWN)
        report(n->line, "unknown annotation \"%s\" on '%s' of '%s'", n->text, p->name, f->name);
    else
        report(n->line, "%s belongs on a function, not on parameter '%s' of '%s'", note_name(n->kind), p->name,
               f->name);
}

void check_param(const struct function *f, struct param *p)
{
    p->note = NULL;
    if (p->value.kind == VALUE_POINTER)
        check_pointer(f, p);
    else
        check_scalar(f, p);
}
