/* within_f of bindings that have no deadlines: f itself. */
#include "stubgen/emit.h"
#include "stubgen/emit_ipc.h"
#include "stubgen/report.h"

static void wrapper(FILE *out, const struct function *f)
{
    struct function timed = *f;
    timed.name = keep_text("within_%s", f->name);
    fprintf(out, "\n");
    emit_prototype(out, &timed);
    fprintf(out, ";\n");
    emit_prototype(out, &timed);
    fprintf(out, "\n{\n    %s%s(", f->result.kind == VALUE_VOID ? "" : "return ", f->name);
    for (unsigned i = 0; i < f->param_count; i++)
        fprintf(out, "%sp%u", i ? ", " : "", i);
    fprintf(out, ");\n}\n");
}

void emit_untimed(FILE *out, const struct interface *in, bool (*has_stub)(const struct function *))
{
    for (unsigned i = 0; i < in->function_count; i++)
        if (!in->functions[i].cleanup && (!has_stub || has_stub(&in->functions[i])))
            wrapper(out, &in->functions[i]);
}
