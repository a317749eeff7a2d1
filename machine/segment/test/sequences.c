/* Interrupts, exhaustively. LENGTH=n in the environment: longer sequences. */
#include "every_sequence.h"
#include "model_groups.h"

static struct pair p;
static uint64_t delivered;

static void step(unsigned n)
{
    switch (n) {
    case 0: pair_load(&p, 3, TO_DATA); break;
    case 1: pair_load(&p, 3, TO_DATA2); break;
    case 2: pair_move(&p, 4, PTR(3, 0x100)); break;
    case 3: pair_clear(&p, 3); break;
    case 4:
        if (p.t->depth < 3)
            pair_call(&p, TO_OTHER, GATE_PLAIN, p.t->now.data[0].visible ? MASK_GRANT(3) : 0);
        break;
    case 5: pair_return(&p); break;
    case 6:
    case 7:
        pair_interrupt(&p, n - 6, 0);
        delivered++;
        break;
    default: pair_store(&p, 0x800);
    }
}

void lazy_is_eager_interrupted(void **state)
{
    (void)state;
    pair_make(&p);
    uint64_t taken = every_sequence(&p, step, 9, sequence_length(5));
    print_message("           interrupts: %llu steps, %llu of them interrupts\n", (unsigned long long)taken,
                  (unsigned long long)delivered);
    pair_free(&p);
}
