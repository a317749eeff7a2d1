/* Client stubs of the `far` binding. Every buffer becomes a window in sg11 on, exactly as long and as
 * writable as its annotation says; dead stack is wiped; what comes back is checked. */
#include <inttypes.h>

#include "stubgen/emit.h"
#include "stubgen/emit_far.h"
#include "stubgen/report.h"

/* Bytes of stack in which the stub keeps the length that XS_LENGTH compares. */
enum { KEPT = 16 };

static bool checks_length(const struct function *f)
{
    return f->length_param >= 0 && !f->trusts_callee;
}

static bool may_fault(const struct function *f)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (is_buffer(&f->params[i]))
            return true;
    return false;
}

static bool has_string(const struct function *f)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (is_buffer(&f->params[i]) && f->params[i].note->kind == NOTE_STRING)
            return true;
    return false;
}

static void string_window(FILE *out, const struct function *f, const struct param *p, unsigned window)
{
    fprintf(out, "    beqz a%u, .L%s_fault\n    mv t1, a%u\n    li t2, %" PRIu64 "\n", p->reg, f->name, p->reg,
            p->note->value);
    fprintf(out, "    jal t0, xs_string_length\n    beqz t3, .L%s_long\n", f->name);
    fprintf(out, "    sg.win a%u, a%u, t3, %u, PERM_R\n", p->reg, p->reg, window);
}

static void buffer_window(FILE *out, const struct function *f, const struct param *p, unsigned window)
{
    static const char *const perm[] = {"0", "PERM_R", "PERM_W", "PERM_RW"};
    if (p->note->param < 0) {
        fprintf(out, "    beqz a%u, .L%s_fault\n    li t1, %" PRIu64 "\n", p->reg, f->name, p->note->value);
        fprintf(out, "    sg.win a%u, a%u, t1, %u, %s\n", p->reg, p->reg, window, perm[permission(p)]);
        return;
    }
    fprintf(out, "    beqz a%u, .L%s_null%u\n", p->reg, f->name, window);
    fprintf(out, "    sg.win a%u, a%u, a%u, %u, %s\n", p->reg, p->reg, f->params[p->note->param].reg, window,
            perm[permission(p)]);
    fprintf(out, ".L%s_window%u:\n", f->name, window);
}

/* A null pointer with length 0 grants an empty register and stays null. */
static void null_window(FILE *out, const struct function *f, const struct param *p, unsigned window)
{
    if (p->note->kind == NOTE_STRING || p->note->param < 0)
        return;
    fprintf(out, ".L%s_null%u:\n    bnez a%u, .L%s_fault\n", f->name, window, f->params[p->note->param].reg, f->name);
    fprintf(out, "    sg.mov a%u, a%u, %u\n    j .L%s_window%u\n", p->reg, p->reg, window, f->name, window);
}

static void windows(FILE *out, const struct function *f,
                    void (*buffer)(FILE *, const struct function *, const struct param *, unsigned), bool strings)
{
    unsigned window = 11;
    for (unsigned i = 0; i < f->param_count; i++) {
        const struct param *p = &f->params[i];
        if (!is_buffer(p))
            continue;
        if (p->note->kind != NOTE_STRING)
            buffer(out, f, p, window);
        else if (strings)
            string_window(out, f, p, window);
        window++;
    }
}

static void call(FILE *out, const struct interface *in, const struct function *f, unsigned gate)
{
    if (!f->trusts_callee)
        fprintf(out, "    andi t1, sp, -XS_WIPE_GRANULE\n    stub_wipe t1\n");
    fprintf(out, "    stub_selector %s\n    li t1, 0x%" PRIx64 "\n%s    sg.call t0, t1, %u\n", in->name, far_mask(f),
            f->timed ? "    stub_times\n" : "", gate);
    fprintf(out, "    bnez t0, .L%s_failed\n", f->name);
}

static void result(FILE *out, const struct function *f)
{
    if (!f->trusts_callee)
        emit_narrow(out, "a0", f->result);
    if (checks_length(f))
        fprintf(out, "    ld t1, 0(sp)\n    addi sp, sp, %d\n    blt t1, a0, .L%s_lied\n", KEPT, f->name);
    fprintf(out, "    jr gp\n");
}

static void refusal(FILE *out, const struct function *f, const char *label, const char *how)
{
    fprintf(out, ".L%s_%s:\n    %s\n", f->name, label, how);
    if (checks_length(f))
        fprintf(out, "    addi sp, sp, %d\n", KEPT);
    fprintf(out, "    jr gp\n");
}

static void client(FILE *out, const struct interface *in, const struct function *f, unsigned gate)
{
    fprintf(out, "\n    stub_client %s\n", f->name);
    if (checks_length(f))
        fprintf(out, "    addi sp, sp, -%d\n    sd a%u, 0(sp)\n", KEPT, f->params[f->length_param].reg);
    windows(out, f, buffer_window, true);
    call(out, in, f, gate);
    result(out, f);
    windows(out, f, null_window, false);
    refusal(out, f, "failed", "mv a0, t0");
    if (may_fault(f))
        refusal(out, f, "fault", "li a0, -PE_FAULT");
    if (has_string(f))
        refusal(out, f, "long", "li a0, -PE_NAMETOOLONG");
    if (checks_length(f))
        fprintf(out, ".L%s_lied:\n    li a0, -PE_PROTO\n    jr gp\n", f->name);
    fprintf(out, "    stub_client_end %s\n", f->name);
}

void emit_far_client(FILE *out, const struct interface *in)
{
    emit_banner(out, in, "far client");
    fprintf(out, "    stub_import %s\n", in->name);
    for (unsigned i = 0; i < in->function_count; i++) {
        struct function f = in->functions[i];
        if (f.cleanup)
            continue;
        client(out, in, &f, i);
        f.name = keep_text("within_%s", f.name);
        f.timed = true;
        client(out, in, &f, i);
    }
}
