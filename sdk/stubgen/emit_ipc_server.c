/* The receive loop of the `ipc` binding. Lengths are read once and checked against the client's segment;
 * strings and structures are copied before they are looked at. */
#include <inttypes.h>

#include "stubgen/emit.h"
#include "stubgen/emit_ipc.h"

static void scalar(FILE *out, const struct function *f, unsigned i)
{
    const struct param *p = &f->params[i];
    unsigned number = scalar_number(f, i);
    fprintf(out, "    const %s p%u = (%s)%s", p->type, i, p->type,
            p->value.kind == VALUE_FLOAT ? "ipc_to_double(" : "");
    if (number < MESSAGE_SCALARS)
        fprintf(out, "m->word[%u]", number + 1);
    else
        fprintf(out, "ipc_scalar(shared, %u)", number - MESSAGE_SCALARS);
    fprintf(out, "%s;\n", p->value.kind == VALUE_FLOAT ? ")" : "");
}

static void scalars(FILE *out, const struct function *f, bool in_buffer)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (!is_buffer(&f->params[i]) && (scalar_number(f, i) >= MESSAGE_SCALARS) == in_buffer)
            scalar(out, f, i);
}

static void buffer(FILE *out, const struct function *f, unsigned i)
{
    const struct param *p = &f->params[i];
    unsigned k = buffer_number(f, i);
    if (p->note->kind == NOTE_STRING) {
        fprintf(out,
                "    char p%u[%" PRIu64 "];\n    if (!ipc_string(p%u, shared + at%u, sizeof p%u))\n"
                "        return -PE_NAMETOOLONG;\n",
                i, p->note->value, i, k, i);
    } else if (is_copied(p)) {
        fprintf(out, "    _Alignas(16) char c%u[%" PRIu64 "];\n    memcpy(c%u, shared + at%u, sizeof c%u);\n", i,
                p->note->value, i, k, i);
        fprintf(out, "    %s p%u = (void *)c%u;\n", p->type, i, i);
    } else {
        fprintf(out, "    const int null%u = m->word[0] >> (IPC_NULL_SHIFT + %u) & 1;\n", i, k);
        if (p->note->param >= 0)
            fprintf(out, "    if (null%u && p%d)\n        return -PE_FAULT;\n", i, p->note->param);
        else
            fprintf(out, "    if (null%u)\n        return -PE_FAULT;\n", i);
        fprintf(out, "    %s p%u = null%u ? NULL : (void *)(shared + at%u);\n", p->type, i, i, k);
    }
}

static void call(FILE *out, const struct function *f)
{
    fprintf(out, "    ");
    if (f->result.kind == VALUE_FLOAT)
        fprintf(out, "const long result = (long)ipc_from_double(");
    else if (f->result.kind != VALUE_VOID)
        fprintf(out, "const long result = (long)");
    fprintf(out, "%s(", f->name);
    for (unsigned i = 0; i < f->param_count; i++)
        fprintf(out, "%sp%u", i ? ", " : "", i);
    fprintf(out, "%s;\n", f->result.kind == VALUE_FLOAT ? "))" : ")");
    if (uses_buffer(f))
        fprintf(out, "    ipc_drop();\n");
    fprintf(out, "    return %s;\n", f->result.kind == VALUE_VOID ? "0" : "result");
}

static bool has_batch(const struct interface *in)
{
    for (unsigned i = 0; i < in->function_count; i++)
        if (in->functions[i].is_batch)
            return true;
    return false;
}

static void server(FILE *out, const struct function *f)
{
    fprintf(out, "\nstatic %slong serve_%s(const struct ipc_message *m)\n{\n    (void)m;\n",
            f->is_batch ? "" : "inline ", f->name);
    scalars(out, f, false);
    if (uses_buffer(f)) {
        fprintf(out, "    char *const shared = ipc_view(m);\n    if (!ipc_fits(shared, IPC_HEADER))\n        return "
                     "-PE_FAULT;\n");
        scalars(out, f, true);
        emit_places(out, f);
        fprintf(out, "    if (!ipc_fits(shared, at%u))\n        return -PE_FAULT;\n", buffer_number(f, f->param_count));
        for (unsigned i = 0; i < f->param_count; i++)
            if (is_buffer(&f->params[i]))
                buffer(out, f, i);
    }
    call(out, f);
    fprintf(out, "}\n");
}

/* A batch is rare and long. Out of the way, on a copy of the message, it leaves plain calls their registers. */
static void cases(FILE *out, const struct interface *in, bool batches)
{
    fprintf(out, "\nstatic %slong %s(const struct ipc_message *m)\n{\n    switch (m->word[0] & 0xff) {\n",
            batches ? "__attribute__((noinline)) " : "inline ", batches ? "serve_rare" : "serve");
    for (unsigned i = 0; i < in->function_count; i++)
        if (in->functions[i].is_batch == batches && !in->functions[i].cleanup)
            fprintf(out, "    case %u:\n        return serve_%s(m);\n", i, in->functions[i].name);
    if (batches || !has_batch(in))
        fprintf(out, "    default:\n        return -PE_NOSYS;\n    }\n}\n");
    else
        fprintf(out, "    default: {\n        const struct ipc_message copy = *m;\n        return serve_rare(&copy);\n"
                     "    }\n    }\n}\n");
}

static void loop(FILE *out, const struct interface *in)
{
    if (has_batch(in))
        cases(out, in, true);
    cases(out, in, false);
    fprintf(out, "\n_Noreturn void xs_ipc_serve(void)\n{\n    struct ipc_message m;\n    long reply = 0;\n");
    fprintf(out, "    while (ipc_reply_wait(endpoint.selector, (uint64_t)reply, &m) == 0) {\n");
    fprintf(out, "        xs_ipc_badge = m.badge;\n        reply = serve(&m);\n    }\n");
    fprintf(out, "    postern_exit(1); /* the endpoint is gone */\n}\n");
}

void emit_ipc_server(FILE *out, const struct interface *in)
{
    fprintf(out, "/* Generated by stubgen from %s: ipc server of interface `%s`. Do not edit. */\n", in->header,
            in->name);
    fprintf(out, "#include \"%s\"\n#include \"postern/ipc.h\"\n#include \"postern/ipc_server.h\"\n", in->header);
    fprintf(out, "#include \"postern/syscall.h\"\n\nPOSTERN_IMPORT(endpoint, \"%s\");\n", in->name);
    for (unsigned i = 0; i < in->function_count; i++)
        if (!in->functions[i].cleanup)
            server(out, &in->functions[i]);
    loop(out, in);
}
