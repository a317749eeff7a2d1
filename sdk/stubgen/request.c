#include "stubgen/emit.h"
#include "stubgen/emit_request.h"

enum { OWN_STACK = 512 }; /* of the loop, the dispatch and one function's copies, besides the copies */

bool is_request(const struct function *f)
{
    if (f->is_batch || f->alone || f->cleanup || f->result.kind == VALUE_FLOAT)
        return false;
    for (unsigned i = 0; i < f->param_count; i++)
        if (f->params[i].value.kind == VALUE_FLOAT)
            return false;
    return true;
}

void size_batch(struct interface *in)
{
    unsigned stack = 0, frames = 0;

    for (unsigned i = 0; i < in->function_count; i++) {
        const struct function *f = &in->functions[i];
        if (!is_request(f))
            continue;
        if (stack < f->stack + copy_bytes(f))
            stack = f->stack + copy_bytes(f);
        if (frames < f->frames)
            frames = f->frames;
    }
    for (unsigned i = 0; i < in->function_count; i++)
        if (in->functions[i].is_batch) {
            in->functions[i].stack = stack + OWN_STACK;
            in->functions[i].frames = frames;
        }
}
