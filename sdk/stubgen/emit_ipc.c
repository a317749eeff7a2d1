#include "stubgen/emit_ipc.h"

#include <inttypes.h>

unsigned scalar_number(const struct function *f, unsigned i)
{
    unsigned n = 0;
    while (i-- > 0)
        n += !is_buffer(&f->params[i]);
    return n;
}

unsigned buffer_number(const struct function *f, unsigned i)
{
    unsigned n = 0;
    while (i-- > 0)
        n += is_buffer(&f->params[i]);
    return n;
}

bool uses_buffer(const struct function *f)
{
    return buffer_number(f, f->param_count) > 0 || scalar_number(f, f->param_count) > MESSAGE_SCALARS;
}

void emit_places(FILE *out, const struct function *f)
{
    unsigned k = 0;
    fprintf(out, "    const uint64_t at0 = IPC_HEADER");
    for (unsigned i = 0; i < f->param_count; i++) {
        const struct param *p = &f->params[i];
        if (!is_buffer(p))
            continue;
        if (p->note->param >= 0)
            fprintf(out, ", at%u = ipc_after(at%u, p%d)", k + 1, k, p->note->param);
        else
            fprintf(out, ", at%u = ipc_after(at%u, %" PRIu64 ")", k + 1, k, p->note->value);
        k++;
    }
    fprintf(out, ";\n");
}

void emit_prototype(FILE *out, const struct function *f)
{
    fprintf(out, "%s %s(", f->result_type, f->name);
    for (unsigned i = 0; i < f->param_count; i++)
        fprintf(out, "%s%s p%u", i ? ", " : "", f->params[i].type, i);
    fprintf(out, "%s)", f->param_count ? "" : "void");
}
