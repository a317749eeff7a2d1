/* Code in few pages under Sv39, so that what the modelled TLB for code holds matters, and which use of it came first. */
#include "pair.h"

#include "core/hart_state.h"
#include "groups.h"

enum { PTE_V = 1, PTE_CODE = 0xcb /* V, R, X, A, D */, LOOPS = 40 };

static uint32_t jump(int to)
{
    uint32_t offset = (uint32_t)to;
    return 0x6f | (offset & 0x100000) << 11 | (offset & 0x7fe) << 20 | (offset & 0x800) << 9 | (offset & 0xff000);
}

static void put(struct pair *p, uint64_t pa, uint64_t word)
{
    for (unsigned n = 0; n < 2; n++)
        bench_put(p->bench[n], pa, word);
}

/* The page at `va` is at HERE plus its last 15 bits. */
static void map(struct pair *p, uint64_t va)
{
    put(p, TABLES + (va >> 30 & 511) * 8, (TABLES + 0x1000) >> 2 | PTE_V);
    put(p, TABLES + 0x1000 + (va >> 21 & 511) * 8, (TABLES + 0x2000) >> 2 | PTE_V);
    put(p, TABLES + 0x2000 + (va >> 12 & 511) * 8, (HERE + (va & 0x7fff)) >> 2 | PTE_CODE);
}

static void write(struct pair *p, uint64_t va, uint32_t word)
{
    pair_write(p, HERE + (va & 0x7fff), &word, 1);
}

static void begin(struct pair *p, uint64_t pc)
{
    do
        pair_begin(p);
    while (hart_privilege(p->bench[0]->hart) != PRV_S);
    for (uint64_t va = 0x1000; va < 0x4000; va += 0x1000)
        map(p, va);
    pair_set_csr(p, SATP, UINT64_C(8) << 60 | TABLES >> 12);
    pair_set_reg(p, 32, pc);
}

/* From the end of a page, where a jump led, into the next one within a cycle: two uses, of which the second is the later one. */
static void pages_are_used_in_their_order(void **state)
{
    struct pair *p = *state;
    begin(p, 0x2000);
    write(p, 0x1000, jump(0xffc));
    write(p, 0x1ffc, NOP);
    write(p, 0x2000, NOP);
    write(p, 0x2004, jump(0xffc));
    write(p, 0x2100, jump(-0x1100));
    write(p, 0x3000, jump(-0xf00));
    pair_run(p, LOOPS);
}

int page_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pages_are_used_in_their_order, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("pages of code", tests, NULL, NULL);
}
