#include "stubgen/emit.h"

#include <errno.h>
#include <string.h>

#include "abi/layout.h"
#include "stubgen/report.h"

void emit_file(const char *folder, const char *name, emitter *emit, const struct interface *in)
{
    const char *path = keep_text("%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out)
        fail("%s: %s", path, strerror(errno));
    emit(out, in);
    if (fclose(out))
        fail("%s: %s", path, strerror(errno));
}

void emit_dependencies(FILE *out, const struct interface *in)
{
    fprintf(out, "%s/.done:", in->out);
    for (unsigned i = 0; i < in->file_count; i++)
        fprintf(out, " \\\n  %s", in->files[i]);
    fprintf(out, "\n");
    for (unsigned i = 0; i < in->file_count; i++)
        fprintf(out, "%s:\n", in->files[i]);
}

unsigned permission(const struct param *p)
{
    switch (p->note->kind) {
    case NOTE_OUT: return XS_PERM_W;
    case NOTE_INOUT: return XS_PERM_R | XS_PERM_W;
    default: return XS_PERM_R;
    }
}

unsigned copy_size(const struct param *p)
{
    return is_copied(p) ? ((unsigned)p->note->value + 15) & ~15u : 0;
}

unsigned copy_bytes(const struct function *f)
{
    unsigned bytes = 0;
    for (unsigned i = 0; i < f->param_count; i++)
        bytes += copy_size(&f->params[i]);
    return (bytes + XS_WIPE_GRANULE - 1) & ~(XS_WIPE_GRANULE - 1u);
}

static uint64_t arguments(const struct function *f, bool fp)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < f->param_count; i++)
        if ((f->params[i].value.kind == VALUE_FLOAT) == fp)
            bits |= 1u << f->params[i].reg;
    return bits;
}

static uint64_t result(const struct function *f, bool fp)
{
    return f->result.kind != VALUE_VOID && (f->result.kind == VALUE_FLOAT) == fp;
}

uint64_t far_mask(const struct function *f)
{
    struct xs_mask m = {{0}};
    unsigned grants = 0, window = 11 - XS_SG_DATA_FIRST;
    for (unsigned i = 0; i < f->param_count; i++)
        if (is_buffer(&f->params[i]))
            grants |= 1u << window++;
    xs_mask_set_args(&m, arguments(f, false));
    xs_mask_set_fargs(&m, arguments(f, true));
    xs_mask_set_results(&m, result(f, false));
    xs_mask_set_fresults(&m, result(f, true));
    xs_mask_set_protect(&m, !f->trusts_callee);
    xs_mask_set_grants(&m, grants);
    return m.w[0];
}

uint64_t gate_word1(const struct function *f, bool fp)
{
    struct xs_gate g = {{0}};
    xs_gate_set_valid(&g, 1);
    xs_gate_set_protect(&g, !f->trusts_caller);
    xs_gate_set_fp(&g, fp && !f->cleanup);
    xs_gate_set_kind(&g, f->cleanup ? XS_GATE_CLEANUP : XS_GATE_CALL);
    xs_gate_set_args(&g, arguments(f, false));
    xs_gate_set_fargs(&g, arguments(f, true));
    xs_gate_set_results(&g, result(f, false));
    xs_gate_set_fresults(&g, result(f, true));
    return g.w[1];
}

uint64_t gate_word2(const struct function *f)
{
    struct xs_gate g = {{0}};
    xs_gate_set_stack(&g, f->stack + copy_bytes(f));
    xs_gate_set_frames(&g, f->frames);
    return g.w[2];
}
