/* What debuggers, devices and other harts do between two runs, to both machines. */
#include "fuzz.h"

static uint64_t any(struct twin *t)
{
    return draw(t, UINT64_C(1) << 53) << draw(t, 12);
}

static void invalidate(struct twin *t, unsigned hart)
{
    unsigned kind = (unsigned)draw(t, 5);
    uint64_t a = draw(t, 8), b = draw(t, 8);
    for (unsigned n = 0; n < 2; n++)
        hart_invalidate(machine_hart(t->machine[n], hart), kind, a, b);
}

static void reset(struct twin *t)
{
    struct failure why;
    for (unsigned n = 0; n < 2; n++)
        machine_reset(t->machine[n], &why);
    world_make(t);
    for (unsigned n = 0; n < t->harts; n++)
        world_registers(t, n);
}

/* Somebody watches for a while. */
static void watch(struct twin *t, unsigned hart)
{
    struct hart *of = machine_hart(t->machine[0], hart);
    uint64_t pc = hart_get_reg(of, 32) + 4 * draw(t, 16), ea = hart_get_reg(of, 8 + (unsigned)draw(t, 8));
    bool code = draw(t, 2);
    for (unsigned n = 0; n < 2; n++) {
        struct hart *h = machine_hart(t->machine[n], hart);
        if (code)
            hart_add_breakpoint(h, pc);
        else
            hart_add_watchpoint(h, ea, 64, true, true);
        machine_run(t->machine[n], 500);
        hart_remove_breakpoint(h, pc);
        hart_remove_watchpoint(h, ea, 64);
    }
}

static void step(struct twin *t, unsigned hart)
{
    unsigned steps = (unsigned)draw(t, 20);
    for (unsigned n = 0; n < 2; n++)
        for (unsigned k = 0; k < steps; k++)
            machine_step(t->machine[n], hart);
}

void others_interfere(struct twin *t)
{
    static const unsigned privileged[] = {0x180, 0x300, 0x304, 0x344, 0x3a0, 0x3b0,
                                          0x3b1, 0x302, 0x105, 0x305, 0x340, 3};
    unsigned hart = (unsigned)draw(t, t->harts);
    switch (draw(t, 11)) {
    case 0: twin_set_csr(t, hart, privileged[draw(t, sizeof privileged / sizeof *privileged)], any(t)); break;
    case 1: twin_set_csr(t, hart, 0x5c0 + (unsigned)draw(t, 22), draw(t, 2) ? any(t) : draw(t, 64)); break; /* Xseg's */
    case 2: twin_put_word(t, PROGRAM + 8 * draw(t, WORDS / 2), any(t)); break;
    case 3: twin_put_word(t, TABLES + 8 * draw(t, 3 * PAGE / 8), any(t)); break;
    case 4:
        twin_put_word(t, TABLES + 8 * draw(t, 3 * PAGE / 8), (DATA + draw(t, DATA_SIZE)) >> 12 << 10 | draw(t, 256));
        break;
    case 5: twin_put_word(t, XSEG_TABLES + 8 * draw(t, XSEG_TABLES_SIZE / 8), any(t)); break;
    case 6: invalidate(t, hart); break;
    case 7: world_restart(t, hart); break;
    case 8: watch(t, hart); break;
    case 9: step(t, hart); break;
    default:
        if (draw(t, 4) == 0)
            reset(t);
    }
}
