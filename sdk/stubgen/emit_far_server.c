/* Gate entries of the `far` binding. Every buffer must lie in what this call granted (sg.chk, the confused
 * deputy check) and moves from sg11 on to sg3 on; strings and structures are copied before they are looked
 * at; the stack is wiped before the return. */
#include <inttypes.h>

#include "stubgen/emit.h"
#include "stubgen/emit_far.h"

static void narrow_arguments(FILE *out, const struct function *f)
{
    for (unsigned i = 0; i < f->param_count; i++) {
        char reg[8];
        snprintf(reg, sizeof reg, "a%u", f->params[i].reg);
        emit_narrow(out, reg, f->params[i].value);
    }
}

static void copy_in(FILE *out, const struct function *f, const struct param *p, unsigned offset)
{
    fprintf(out, "    mv t1, a%u\n", p->reg);
    if (offset < 2048)
        fprintf(out, "    addi t2, sp, %u\n    addi a%u, sp, %u\n", offset, p->reg, offset);
    else
        fprintf(out, "    li t2, %u\n    add t2, t2, sp\n    mv a%u, t2\n", offset, p->reg);
    fprintf(out, "    li t3, %" PRIu64 "\n    jal t0, %s\n    bnez t4, .L%s_bad_copy\n", p->note->value,
            p->note->kind == NOTE_STRING ? "xs_string_in" : "xs_copy_in", f->name);
}

static void copies(FILE *out, const struct function *f)
{
    unsigned offset = 0;
    if (!copy_bytes(f))
        return;
    emit_move_sp(out, -(int)copy_bytes(f));
    for (unsigned i = 0; i < f->param_count; i++) {
        if (!is_copied(&f->params[i]))
            continue;
        copy_in(out, f, &f->params[i], offset);
        offset += copy_size(&f->params[i]);
    }
}

static void checked_move(FILE *out, const struct function *f, const struct param *p, unsigned reg)
{
    static const char *const perm[] = {"0", "PERM_R", "PERM_W", "PERM_RW"};
    if (p->note->param < 0) {
        fprintf(out, "    li t0, %" PRIu64 "\n    sg.chk t0, a%u, t0, %s\n    beqz t0, .L%s_fault\n", p->note->value,
                p->reg, perm[permission(p)], f->name);
        fprintf(out, "    sg.mov a%u, a%u, %u\n", p->reg, p->reg, reg);
        return;
    }
    fprintf(out, "    sg.chk t0, a%u, a%u, %s\n    beqz t0, .L%s_empty%u\n", p->reg, f->params[p->note->param].reg,
            perm[permission(p)], f->name, reg);
    fprintf(out, "    sg.mov a%u, a%u, %u\n.L%s_moved%u:\n", p->reg, p->reg, reg, f->name, reg);
}

/* Nothing was granted: right for length 0 alone. Null stays null; else a pointer through which nothing can
 * be reached, whatever the caller sent. */
static void empty_buffer(FILE *out, const struct function *f, const struct param *p, unsigned reg)
{
    if (p->note->param < 0)
        return;
    fprintf(out, ".L%s_empty%u:\n    bnez a%u, .L%s_fault\n", f->name, reg, f->params[p->note->param].reg, f->name);
    fprintf(out, "    beqz a%u, .L%s_moved%u\n    sg.mov x0, x0, %u\n", p->reg, f->name, reg, reg);
    fprintf(out, "    li a%u, %u\n    slli a%u, a%u, XS_OFFSET_BITS\n    j .L%s_moved%u\n", p->reg, reg, p->reg, p->reg,
            f->name, reg);
}

static void trusting_move(FILE *out, const struct function *f, const struct param *p, unsigned reg)
{
    (void)f;
    fprintf(out, "    sg.mov a%u, a%u, %u\n", p->reg, p->reg, reg);
}

static void windows(FILE *out, const struct function *f,
                    void (*window)(FILE *, const struct function *, const struct param *, unsigned))
{
    unsigned reg = 3;
    for (unsigned i = 0; i < f->param_count; i++)
        if (is_buffer(&f->params[i]) && !is_copied(&f->params[i]))
            window(out, f, &f->params[i], reg++);
}

static bool may_fault(const struct function *f)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (is_buffer(&f->params[i]) && !is_copied(&f->params[i]))
            return !f->trusts_caller;
    return false;
}

static void leave(FILE *out, const struct function *f)
{
    if (copy_bytes(f))
        emit_move_sp(out, (int)copy_bytes(f));
    fprintf(out, f->trusts_caller ? "    sg.ret\n" : "    stub_return\n");
}

static void refusal(FILE *out, const struct function *f, const char *label, const char *how)
{
    fprintf(out, ".L%s_%s:\n    %s\n", f->name, label, how);
    leave(out, f);
}

/* The kernel is the caller: it passes what the ABI wants, and wipes the stack. */
static void cleanup(FILE *out, const struct interface *in, const struct function *f)
{
    fprintf(out, "\n    stub_entry %s\n    call %s\n    sg.ret\n", f->name, f->name);
    fprintf(out, "    stub_gate %s, %s, 0x%" PRIx64 ", 0x%" PRIx64 "\n", in->name, f->name, gate_word1(f, in->fp),
            gate_word2(f));
}

static void server(FILE *out, const struct interface *in, unsigned gate)
{
    const struct function *f = &in->functions[gate];
    fprintf(out, "\n    stub_entry %s\n", f->name);
    if (!f->trusts_caller)
        narrow_arguments(out, f);
    copies(out, f);
    windows(out, f, f->trusts_caller ? trusting_move : checked_move);
    fprintf(out, "    call %s\n", f->name);
    leave(out, f);
    if (!f->trusts_caller)
        windows(out, f, empty_buffer);
    if (may_fault(f))
        refusal(out, f, "fault", "li a0, -PE_FAULT");
    if (copy_bytes(f))
        refusal(out, f, "bad_copy", "mv a0, t4");
    fprintf(out, "    stub_gate %s, %s, 0x%" PRIx64 ", 0x%" PRIx64 "\n", in->name, f->name, gate_word1(f, in->fp),
            gate_word2(f));
}

void emit_far_server(FILE *out, const struct interface *in)
{
    emit_banner(out, in, "far server");
    for (unsigned i = 0; i < in->function_count; i++)
        (in->functions[i].cleanup ? cleanup(out, in, &in->functions[i]) : server(out, in, i));
}
