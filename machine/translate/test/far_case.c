#include "far_case.h"

#include "core/hart_state.h"
#include "translate/far.h"

void case_begin(struct pair *p, const uint32_t *client, unsigned words, const uint32_t *callee, unsigned more)
{
    begin_user(p, client, words);
    const uint32_t back = (0 - 4 * words) & 0x1fffff;
    const uint32_t jump[] = {0x6f | (back & 0x100000) << 11 | (back & 0x7fe) << 20 | (back & 0x800) << 9 |
                             (back & 0xff000)};
    pair_write(p, HERE + 4 * words, jump, 1);
    pair_write(p, HERE + 4 * CALLEE, callee, more);
    pair_write(p, TRAPS + 0x110, (const uint32_t[]){NOP}, 1); /* no deadlines */
    for (unsigned number = 0; number < GATES; number++)
        make_gate(p, number, CODE_AT + 4 * CALLEE);
    pair_set_csr(p, CSR_XFPE, 1);
    pair_set_csr(p, CSR_XSLW, STACK_SIZE);
    pair_set_reg(p, SP, PTR(2, STACK_SIZE - 16));
    pair_set_reg(p, A4, 1);
    pair_set_reg(p, A6, 3);
    pair_set_reg(p, A7, PLAIN);
}

void case_run(struct pair *p)
{
    pair_run(p, 40);
    pair_compare_memory(p);
}

void case_went(const struct pair *p, unsigned crossings, unsigned saves, unsigned undone)
{
    const struct far *far = ((const struct translator *)p->bench[1]->hart->engine_state)->far;
    assert_true(p->system[0] || (far->crossings > crossings && far->saves >= saves && far->undone >= undone));
}
