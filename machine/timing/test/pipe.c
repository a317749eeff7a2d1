/* Issue: one or several a cycle, and what waits for what. */
#include "tests.h"

#define ALU(to, from)  ((struct pipe_op){.source = {from}, .destination = to, .latency = 1})
#define LOAD(to, from) ((struct pipe_op){.source = {from}, .destination = to, .latency = 3, .memory = 1})
#define BRANCH(from)   ((struct pipe_op){.source = {from}, .destination = PIPE_SINK, .latency = 1, .last = 1})
#define FDIV(to)       ((struct pipe_op){.destination = to, .latency = 20, .unit = PIPE_FDIV})

static struct pipe pipe_of(unsigned width, unsigned ports)
{
    struct pipe p;
    pipe_reset(&p, width, ports);
    return p;
}

static uint64_t run(struct pipe *p, const struct pipe_op *op, unsigned count)
{
    for (unsigned n = 0; n < count; n++)
        pipe_issue(p, &op[n]);
    return p->time;
}

static void one_a_cycle(void **state)
{
    (void)state;
    struct pipe p = pipe_of(1, 1);
    const struct pipe_op ops[] = {ALU(1, 0), ALU(2, 1), ALU(3, 2), BRANCH(3)};
    assert_int_equal(run(&p, ops, 4), 4);
}

static void a_load_is_waited_for(void **state)
{
    (void)state;
    struct pipe p = pipe_of(1, 1);
    const struct pipe_op at_once[] = {LOAD(1, 0), ALU(2, 1)}, apart[] = {LOAD(1, 0), ALU(2, 3), ALU(4, 3), ALU(2, 1)};
    assert_int_equal(run(&p, at_once, 2), 4); /* two cycles lost */
    p = pipe_of(1, 1);
    assert_int_equal(run(&p, apart, 4), 4); /* none */
    p = pipe_of(1, 1);
    assert_int_equal(pipe_issue(&p, &at_once[0]), 0);
    assert_int_equal(pipe_issue(&p, &at_once[1]), 2);
}

static void two_a_cycle_unless_one_needs_the_other(void **state)
{
    (void)state;
    struct pipe p = pipe_of(2, 1);
    const struct pipe_op apart[] = {ALU(1, 0), ALU(2, 0), ALU(3, 0), ALU(4, 0)},
                         chain[] = {ALU(1, 0), ALU(2, 1), ALU(3, 2)};
    assert_int_equal(run(&p, apart, 4), 2);
    p = pipe_of(2, 1);
    assert_int_equal(run(&p, chain, 3), 2);
    assert_int_equal(p.slots, 1);
}

static void ports_and_branches_end_a_cycle(void **state)
{
    (void)state;
    struct pipe p = pipe_of(3, 1);
    const struct pipe_op loads[] = {LOAD(1, 0), LOAD(2, 0)}, jump[] = {BRANCH(0), ALU(1, 0)};
    run(&p, loads, 2);
    assert_int_equal(p.time, 1);
    p = pipe_of(3, 1);
    run(&p, jump, 2);
    assert_int_equal(p.time, 1);
}

static void one_division_at_a_time(void **state)
{
    (void)state;
    struct pipe p = pipe_of(1, 1);
    const struct pipe_op two[] = {FDIV(32), FDIV(33), ALU(1, 33)};
    assert_int_equal(run(&p, two, 3), 41);
}

int pipe_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_a_cycle),
        cmocka_unit_test(a_load_is_waited_for),
        cmocka_unit_test(two_a_cycle_unless_one_needs_the_other),
        cmocka_unit_test(ports_and_branches_end_a_cycle),
        cmocka_unit_test(one_division_at_a_time),
    };
    return cmocka_run_group_tests_name("pipe", tests, NULL, NULL);
}
