/* Deadlines, exhaustively: in the library, which keeps what is left, and in the model, which keeps clocks and points in time.
 * LENGTH=n in the environment: longer sequences. */
#include "every_sequence.h"
#include "model_groups.h"

#define WITHIN(n) ((uint64_t)(n) << 42) /* times 64 instructions */
#define GRACE(n)  ((uint64_t)(n) << 56)

static struct pair p;
static uint64_t refused;

static void call(unsigned gate, uint64_t mask)
{
    uint64_t serial = p.t->last_serial;
    if (p.t->depth >= SEQUENCE_DEPTH)
        return;
    pair_call(&p, TO_OTHER, gate, mask);
    refused += serial == p.t->last_serial;
}

static void step(unsigned n)
{
    switch (n) {
    case 0: call(GATE_PLAIN, 0); break;
    case 1: call(GATE_PLAIN, WITHIN(2)); break;
    case 2: call(GATE_PLAIN, WITHIN(16)); break;
    case 3: call(GATE_PLAIN, GRACE(1)); break;
    case 4: call(GATE_PLAIN, WITHIN(3) | GRACE(2)); break;
    case 5: call(GATE_TIMED, WITHIN(16)); break;
    case 6: pair_return(&p); break;
    case 7: pair_pass(&p, 1); break;
    case 8: pair_pass(&p, 70); break;
    case 9: pair_interrupt(&p, 0, 0); break;
    default: pair_pass(&p, 1 << 20); /* to the end */
    }
}

void lazy_is_eager_timed(void **state)
{
    (void)state;
    pair_make(&p);
    uint64_t taken = every_sequence(&p, step, 11, sequence_length(5));
    print_message("           deadlines: %llu steps, %llu calls refused\n", (unsigned long long)taken,
                  (unsigned long long)refused);
    assert_true(refused > 100);
    pair_free(&p);
}
