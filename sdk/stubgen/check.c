#include "stubgen/check.h"

#include <string.h>

#include "stubgen/emit_request.h"
#include "stubgen/note.h"
#include "stubgen/report.h"

static void check_result(const struct function *f, bool fp)
{
    switch (f->result.kind) {
    case VALUE_POINTER:
        report(f->line, "'%s' returns a pointer (%s): return a handle, or fill a buffer", f->name, f->result_type);
        break;
    case VALUE_OTHER:
        report(f->line, "'%s' returns '%s': a result is an integer in one register, or void", f->name, f->result_type);
        break;
    case VALUE_FLOAT:
        if (!fp)
            report(f->line, "'%s' returns '%s', but the service is built without FP registers (set fp := 1)", f->name,
                   f->result_type);
        break;
    default:
        if (f->result.bytes > 8)
            report(f->line, "'%s' returns '%s': a result is an integer in one register, or void", f->name,
                   f->result_type);
    }
}

static unsigned constant_of(const struct function *f, const struct note *n, unsigned max)
{
    if (n->unresolved)
        return 0;
    if (n->param >= 0)
        report(n->line, "%s(%s) of '%s': a constant is needed, not a parameter", note_name(n->kind), n->text, f->name);
    else if (n->value > max)
        report(n->line, "%s(%s) of '%s': at most %u", note_name(n->kind), n->text, f->name, max);
    else
        return (unsigned)n->value;
    return 0;
}

static void check_length(struct function *f, const struct note *n)
{
    if (n->unresolved)
        return;
    if (f->result.kind != VALUE_SIGNED)
        report(n->line, "XS_LENGTH on '%s', which returns '%s': only a signed result can be a length or an error",
               f->name, f->result_type);
    if (n->param < 0)
        report(n->line, "XS_LENGTH(%s) of '%s' names no parameter", n->text, f->name);
    else if (f->params[n->param].value.kind != VALUE_UNSIGNED || f->params[n->param].value.bytes != 8)
        report(n->line, "XS_LENGTH(%s) of '%s': '%s' is '%s', it must be size_t", n->text, f->name, n->text,
               f->params[n->param].type);
    else
        f->length_param = n->param;
}

static void check_function_note(struct function *f, const struct note *n)
{
    switch (n->kind) {
    case NOTE_LENGTH: check_length(f, n); break;
    case NOTE_STACK: f->stack = constant_of(f, n, STACK_MAX); break;
    case NOTE_FRAMES: f->frames = constant_of(f, n, FRAMES_MAX); break;
    case NOTE_TRUSTS_CALLEE: f->trusts_callee = true; break;
    case NOTE_TRUSTS_CALLER: f->trusts_caller = true; break;
    case NOTE_BATCH: f->is_batch = true; break;
    case NOTE_ALONE: f->alone = true; break;
    case NOTE_KEEPS:
        f->alone = f->keeps = true;
        if (f->result.kind != VALUE_SIGNED)
            report(n->line, "XS_KEEPS on '%s': under ipc it must be able to return an error", f->name);
        break;
    case NOTE_CLEANUP: f->cleanup = true; break;
    case NOTE_UNKNOWN: report(n->line, "unknown annotation \"%s\" on '%s'", n->text, f->name); break;
    default: report(n->line, "%s belongs on a pointer parameter, not on function '%s'", note_name(n->kind), f->name);
    }
}

/* Integer and FP arguments take registers of their own, in order; what does not fit has none. */
static void assign_registers(struct function *f)
{
    unsigned next = 0, next_fp = 0;
    for (unsigned i = 0; i < f->param_count; i++)
        f->params[i].reg = f->params[i].value.kind == VALUE_FLOAT ? next_fp++ : next++;
    if (next > ARG_REGISTERS)
        report(f->line, "'%s' needs %u argument registers, there are %d", f->name, next, ARG_REGISTERS);
    if (next_fp > ARG_REGISTERS)
        report(f->line, "'%s' needs %u FP argument registers, there are %d", f->name, next_fp, ARG_REGISTERS);
}

static void check_buffers(struct function *f)
{
    unsigned buffers = 0;
    for (unsigned i = 0; i < f->param_count; i++)
        buffers += is_buffer(&f->params[i]);
    if (buffers > BUFFERS_MAX)
        report(f->line, "'%s' has %u buffers and strings, at most %d can be granted in one call", f->name, buffers,
               BUFFERS_MAX);
}

void check_function(struct function *f, bool fp)
{
    f->stack = STACK_DEFAULT;
    f->frames = FRAMES_DEFAULT;
    if (strlen(f->name) > NAME_MAX_)
        report(f->line, "'%s': names have at most %d characters", f->name, NAME_MAX_);
    if (f->variadic && !f->no_prototype)
        report(f->line, "'%s' is variadic: its arguments cannot be checked", f->name);
    if (f->no_prototype)
        report(f->line, "'%s' has no prototype: write (void)", f->name);
    if (f->has_body)
        report(f->line, "'%s' has a body: an interface declares; make it static inline if it is the client's", f->name);
    check_result(f, fp);
    for (unsigned i = 0; i < f->note_count; i++)
        check_function_note(f, &f->notes[i]);
    for (unsigned i = 0; i < f->param_count; i++)
        check_param(f, &f->params[i]);
    for (unsigned i = 0; !fp && i < f->param_count; i++)
        if (f->params[i].value.kind == VALUE_FLOAT)
            report(f->params[i].line,
                   "parameter '%s' of '%s' is '%s', but the service is built without FP registers "
                   "(set fp := 1)",
                   f->params[i].name, f->name, f->params[i].type);
    assign_registers(f);
    check_buffers(f);
}

static void check_declared_once(const struct interface *in, unsigned i)
{
    for (unsigned j = 0; j < i; j++)
        if (strcmp(in->functions[i].name, in->functions[j].name) == 0)
            report(in->functions[i].line, "'%s' is declared twice: gate numbers are the order of declaration",
                   in->functions[i].name);
}

/* The gate is written by us: it must be named after the interface whose requests it takes. */
static void check_batch(const struct interface *in, const struct function *f)
{
    if (f->is_batch && in->name && strcmp(f->name, keep_text("%s_batch_gate", in->name)) != 0)
        report(f->line, "'%s' takes batches of another interface: write XS_BATCH(%s)", f->name, in->name);
}

static bool is_scalar(const struct param *p)
{
    return p->value.kind == VALUE_SIGNED || p->value.kind == VALUE_UNSIGNED;
}

/* What the kernel passes, and one of them; no gate that is called has less stack. */
static void check_cleanup(struct interface *in, const struct function *f)
{
    unsigned gates = 0;
    if (f->result.kind != VALUE_VOID || f->param_count != 2 || !is_scalar(&f->params[0]) || !is_scalar(&f->params[1]))
        report(f->line, "'%s' is a cleanup gate: write void %s(int error, unsigned gate)", f->name, f->name);
    for (unsigned i = 0; i < in->function_count; i++) {
        struct function *g = &in->functions[i];
        gates += g->cleanup;
        if (g->stack < f->stack)
            g->stack = f->stack;
    }
    if (gates > 1)
        report(f->line, "'%s': a service has one cleanup gate", f->name);
}

void check_interface(struct interface *in)
{
    if (!in->name_count)
        report(1, "no XS_INTERFACE(name): the interface has no name");
    else if (strlen(in->name) > NAME_MAX_)
        report(1, "'%s': names have at most %d characters", in->name, NAME_MAX_);
    if (!in->function_count)
        report(1, "no function is declared");
    for (unsigned i = 0; i < in->function_count; i++) {
        check_function(&in->functions[i], in->fp);
        check_declared_once(in, i);
        check_batch(in, &in->functions[i]);
    }
    for (unsigned i = 0; i < in->function_count; i++)
        if (in->functions[i].cleanup)
            check_cleanup(in, &in->functions[i]);
    size_batch(in);
}
