/* Client stubs of the `ipc` binding: scalars in registers, buffers through the shared segment. */
#include <inttypes.h>

#include "stubgen/emit.h"
#include "stubgen/emit_ipc.h"

static void refuse(FILE *out, const struct function *f, const char *error)
{
    if (f->result.kind == VALUE_VOID)
        fprintf(out, "        return;\n");
    else
        fprintf(out, "        return (%s)%s;\n", f->result_type, error);
}

static void scalar(FILE *out, const struct function *f, unsigned number)
{
    for (unsigned i = 0; i < f->param_count; i++) {
        const struct param *p = &f->params[i];
        if (is_buffer(p) || scalar_number(f, i) != number)
            continue;
        fprintf(out, p->value.kind == VALUE_FLOAT ? "ipc_from_double(p%u)" : "(uint64_t)p%u", i);
        return;
    }
    fprintf(out, "0");
}

static void message(FILE *out, const struct function *f, unsigned number)
{
    fprintf(out, "ipc_call(endpoint.selector, %u%s", number, uses_buffer(f) ? " | nulls" : "");
    for (unsigned k = 0; k < MESSAGE_SCALARS; k++) {
        fprintf(out, ", ");
        scalar(out, f, k);
    }
    fprintf(out, ")");
}

static void finish(FILE *out, const struct function *f)
{
    if (f->result.kind == VALUE_VOID)
        fprintf(out, "    (void)result;\n");
    else if (f->result.kind == VALUE_FLOAT)
        fprintf(out, "    return (%s)ipc_to_double((uint64_t)result);\n", f->result_type);
    else
        fprintf(out, "    return (%s)result;\n", f->result_type);
}

/* Bytes of each buffer, and what can be refused before anything is sent. */
static void measure(FILE *out, const struct function *f, const struct param *p, unsigned i, unsigned k)
{
    if (p->note->kind == NOTE_STRING) {
        fprintf(out, "    if (!p%u)\n", i);
        refuse(out, f, "-PE_FAULT");
        fprintf(out, "    const uint64_t n%u = ipc_string_bytes(p%u, %" PRIu64 ");\n    if (!n%u)\n", k, i,
                p->note->value, k);
        refuse(out, f, "-PE_NAMETOOLONG");
        return;
    }
    if (p->note->param >= 0)
        fprintf(out, "    const uint64_t n%u = p%d;\n    if (!p%u && n%u)\n", k, p->note->param, i, k);
    else
        fprintf(out, "    const uint64_t n%u = %" PRIu64 ";\n    if (!p%u)\n", k, p->note->value, i);
    refuse(out, f, "-PE_FAULT");
    fprintf(out, "    nulls |= (uint64_t)!p%u << (IPC_NULL_SHIFT + %u);\n", i, k);
}

static void put(FILE *out, const struct function *f)
{
    for (unsigned i = 0, k = 0; i < f->param_count; i++) {
        const struct param *p = &f->params[i];
        if (!is_buffer(p) && scalar_number(f, i) >= MESSAGE_SCALARS) {
            fprintf(out, "    ((uint64_t *)input)[%u] = ", scalar_number(f, i) - MESSAGE_SCALARS);
            scalar(out, f, scalar_number(f, i));
            fprintf(out, ";\n");
        }
        if (!is_buffer(p))
            continue;
        if (p->note->kind != NOTE_OUT)
            fprintf(out, "    if (n%u)\n        memcpy(input + at%u, p%u, n%u);\n", k, k, i, k);
        k++;
    }
}

/* Only what the result says was written is copied back, where it says so. */
static void take(FILE *out, const struct function *f)
{
    for (unsigned i = 0, k = 0; i < f->param_count; i++) {
        const struct param *p = &f->params[i];
        if (!is_buffer(p))
            continue;
        if (p->note->kind == NOTE_OUT && p->note->param >= 0 && p->note->param == f->length_param)
            fprintf(out, "        memcpy(p%u, output + at%u, (size_t)result);\n", i, k);
        else if (p->note->kind == NOTE_OUT || p->note->kind == NOTE_INOUT)
            fprintf(out, "        memcpy(p%u, output + at%u, n%u);\n", i, k, k);
        k++;
    }
}

static bool has_output(const struct function *f)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (is_buffer(&f->params[i]) && (f->params[i].note->kind == NOTE_OUT || f->params[i].note->kind == NOTE_INOUT))
            return true;
    return false;
}

/* True when the client writes to the segment before the call. */
static bool has_input(const struct function *f)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (is_buffer(&f->params[i]) && f->params[i].note->kind != NOTE_OUT)
            return true;
    return scalar_number(f, f->param_count) > MESSAGE_SCALARS;
}

static void exchange(FILE *out, const struct function *f, unsigned number)
{
    fprintf(out, "    const long error = ipc_begin(&session, at%u);\n    if (error < 0)\n",
            buffer_number(f, f->param_count));
    refuse(out, f, "error");
    if (has_input(f)) {
        fprintf(out, "    char *const input = ipc_show(&session);\n");
        put(out, f);
        fprintf(out, "    ipc_hide();\n");
    }
    fprintf(out, "    long result = ");
    message(out, f, number);
    fprintf(out, ";\n");
    if (f->length_param >= 0 && !f->trusts_callee)
        fprintf(out, "    if (result > 0 && (uint64_t)result > p%d)\n        result = -PE_PROTO;\n", f->length_param);
    if (has_output(f)) {
        fprintf(out, "    if (%s) {\n        const char *const output = ipc_show(&session);\n",
                f->result.kind == VALUE_SIGNED ? "result >= 0" : "1");
        take(out, f);
        fprintf(out, "        ipc_hide();\n    }\n");
    }
    fprintf(out, "    ipc_end(&session);\n");
}

/* What the server would keep is a shared buffer that the next call overwrites. */
static void refused(FILE *out, const struct function *f)
{
    fprintf(out, "\n{\n");
    for (unsigned i = 0; i < f->param_count; i++)
        fprintf(out, "    (void)p%u;\n", i);
    fprintf(out, "    return (%s)-PE_NOSYS;\n}\n", f->result_type);
}

static void client(FILE *out, const struct interface *in, unsigned number)
{
    const struct function *f = &in->functions[number];
    fprintf(out, "\n");
    emit_prototype(out, f);
    if (f->keeps) {
        refused(out, f);
        return;
    }
    fprintf(out, "\n{\n");
    if (uses_buffer(f)) {
        fprintf(out, "    uint64_t nulls = 0;\n");
        for (unsigned i = 0; i < f->param_count; i++)
            if (is_buffer(&f->params[i]))
                measure(out, f, &f->params[i], i, buffer_number(f, i));
        emit_places(out, f);
        exchange(out, f, number);
    } else {
        fprintf(out, "    const long result = ");
        message(out, f, number);
        fprintf(out, ";\n");
        if (f->length_param >= 0 && !f->trusts_callee)
            fprintf(out, "    if (result > 0 && (uint64_t)result > p%d)\n        return -PE_PROTO;\n", f->length_param);
    }
    finish(out, f);
    fprintf(out, "}\n");
}

void emit_ipc_client(FILE *out, const struct interface *in)
{
    fprintf(out, "/* Generated by stubgen from %s: ipc client of interface `%s`. Do not edit. */\n", in->header,
            in->name);
    fprintf(out, "#include \"%s\"\n#include \"postern/ipc.h\"\n\n", in->header);
    fprintf(out, "POSTERN_IMPORT(endpoint, \"%s\");\n", in->name);
    for (unsigned i = 0; i < in->function_count; i++)
        if (uses_buffer(&in->functions[i])) {
            fprintf(out, "static struct ipc_session session = {.endpoint = &endpoint};\n");
            break;
        }
    for (unsigned i = 0; i < in->function_count; i++)
        if (!in->functions[i].cleanup)
            client(out, in, i);
    emit_untimed(out, in, NULL);
}
