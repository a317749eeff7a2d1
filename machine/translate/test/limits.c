/* What the translator takes for granted about sizes: the largest block fits its room. */
#include "pair.h"

#include "core/decode.h"
#include "core/hart_state.h"
#include "groups.h"
#include "translate/timed.h"

enum { LINE_ODD = 2 /* bytes behind the beginning of a line: instructions lie in two */ };

static void begin(struct pair *p)
{
    struct bench *b = p->bench[1];
    hart_reset(b->hart, HERE + LINE_ODD, 0, 0, 0);
    bench_set_csr(b, MSTATUS, 0x6000);
    bench_set_csr(b, MTVEC, TRAPS);
    for (unsigned r = 1; r < 32; r++)
        hart_set_reg(b->hart, r, DATA);
}

/* Bytes of code for the block at HERE + LINE_ODD. */
static unsigned room_of(struct pair *p)
{
    struct hart *h = p->bench[1]->hart;
    struct translator *t = h->engine_state;
    uint64_t budget = 1000;
    if (t->code.write + CODE_SIZE - t->at < 2 * BLOCK_ROOM)
        flush(t, h);
    if (hart_privilege(h) != PRV_M)
        begin(p);
    blocks_recheck(&h->blocks);
    hart_set_reg(h, 32, HERE + LINE_ODD);
    const struct block *b = block_at_pc(h);
    assert_non_null(b);
    h->blocks.slot[b - h->blocks.slot].native = NULL; /* it may have been the one before it */
    const uint8_t *before = t->at;
    assert_true(h->engine->run(h, b, &budget));
    assert_true(t->at > before);
    return (unsigned)(t->at - before);
}

/* Operands that are in memory, constants that are long. */
static uint32_t largest(const struct opcode *row, unsigned variant)
{
    static const uint32_t registers[] = {31u << 7 | 30u << 15 | 29u << 20 | 28u << 27, 2u << 15 | 31u << 7 | 29u << 20};
    uint32_t operands = registers[variant & 1] | (variant & 2 ? 7u << 12 : 0) | UINT32_C(0x7c000000);
    return row->match | (operands & ~row->mask);
}

static void write_block(struct pair *p, uint32_t one, uint32_t other)
{
    uint16_t half[2 * BLOCK_INSNS + 2];
    unsigned at = 0;
    for (unsigned n = 0; n < BLOCK_INSNS; n++) {
        uint32_t word = n % 2 ? other : one;
        half[at++] = (uint16_t)word;
        if ((word & 3) == 3)
            half[at++] = (uint16_t)(word >> 16);
    }
    assert_true(bus_write(p->bench[1]->bus, HERE + LINE_ODD, half, 2 * at));
}

static void every_block_fits_its_room(void **state)
{
    struct pair *p = *state;
    unsigned rows, most = 0;
    const struct opcode *table = decode_table(&rows);
    begin(p);
    /* alternating with: nothing, what leaves nothing known of lines, what is largest among loads, among FP instructions */
    const uint32_t others[] = {0, CSRR(31, 0x340), LD(31, SP, 2040), SD(31, 30, 2040), UINT32_C(0x7fdf7fd3)};
    for (unsigned n = 0; n < rows; n++)
        for (unsigned k = 0; k < 4 * sizeof others / sizeof *others; k++) {
            uint32_t word = largest(&table[n], k & 3), other = others[k / 4];
            write_block(p, word, other ? other : word);
            unsigned room = room_of(p);
            most = room > most ? room : most;
        }
    assert_true(most > BLOCK_ROOM / 8); /* the test itself measures something */
    if (most > BLOCK_ROOM * 3 / 4)
        fail_msg("the largest block takes %u bytes, BLOCK_ROOM is %u", most, BLOCK_ROOM);
    print_message("largest block: %u bytes of %u\n", most, BLOCK_ROOM);
}

int limit_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_block_fits_its_room, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
