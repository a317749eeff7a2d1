#include <string.h>

#include "stubgen/check.h"
#include "stubgen/note.h"
#include "stubgen/parse.h"
#include "stubgen/report.h"

enum { EXPRESSIONS_MAX = FUNCTIONS_MAX * 64 };

struct expressions {
    struct note *note[EXPRESSIONS_MAX];
    unsigned count;
};

static bool takes_operand(enum note_kind kind)
{
    return kind >= NOTE_IN && kind <= NOTE_FRAMES;
}

static int find_param(const struct function *f, const char *name)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (*name && strcmp(f->params[i].name, name) == 0)
            return (int)i;
    return -1;
}

static void collect(struct expressions *e, const struct function *f, struct note *notes, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (!takes_operand(notes[i].kind))
            continue;
        notes[i].param = find_param(f, notes[i].text);
        if (notes[i].param < 0 && e->count < EXPRESSIONS_MAX)
            e->note[e->count++] = &notes[i];
    }
}

void resolve_notes(struct interface *in, const char *const *flags, int flag_count)
{
    struct expressions *e = keep_memory(sizeof *e);
    for (unsigned i = 0; i < in->function_count; i++) {
        struct function *f = &in->functions[i];
        collect(e, f, f->notes, f->note_count);
        for (unsigned j = 0; j < f->param_count; j++)
            collect(e, f, f->params[j].notes, f->params[j].note_count);
    }
    const char **text = keep_memory(sizeof *text * (e->count + 1));
    uint64_t *value = keep_memory(sizeof *value * (e->count + 1));
    bool *known = keep_memory(e->count + 1);
    for (unsigned i = 0; i < e->count; i++)
        text[i] = e->note[i]->text;
    if (e->count)
        parse_constants(in->header, flags, flag_count, text, e->count, value, known);
    for (unsigned i = 0; i < e->count; i++) {
        e->note[i]->value = value[i];
        e->note[i]->unresolved = !known[i];
        if (!known[i])
            report(e->note[i]->line, "%s(%s): '%s' is neither a parameter of this function nor a constant",
                   note_name(e->note[i]->kind), text[i], text[i]);
    }
}
