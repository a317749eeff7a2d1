/* What one program can take: flags, endpoints, quota through its children, the harts of threads that it looks at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "abi/errors.h"
#include "abi/syscalls.h"
#include "app.h"
#include "context.h"
#include "flag.h"
#include "hart.h"
#include "host.h"
#include "hw.h"
#include "ipc.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "segment.h"
#include "thread.h"
#include "vst.h"

static void no_program_takes_all_sets_of_flags(void **state)
{
    int64_t made[FLAG_SETS_OF_ONE];
    (void)state;
    start_app();
    for (unsigned i = 0; i < FLAG_SETS_OF_ONE; i++)
        assert_true((made[i] = HOST_CALL(SYS_FLAGS_CREATE, 1)) > 0);
    uint64_t left = page_left(), used = app->used;
    assert_int_equal(HOST_CALL(SYS_FLAGS_CREATE, 1), -PE_QUOTA);
    assert_true(page_left() == left && app->used == used);
    struct program *other = host_program("other", 100);
    int64_t theirs = flags_new(other, 1, "flags");
    assert_true(theirs > 0);
    segment_destroy((uint32_t)theirs);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, made[0]), 0);
    assert_true((made[0] = HOST_CALL(SYS_FLAGS_CREATE, 1)) > 0);
    for (unsigned i = 0; i < FLAG_SETS_OF_ONE; i++)
        assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, made[i]), 0);
}

/* More than any table of a fixed size had: the quota ends it, and only one's own. */
static void no_program_takes_all_endpoints(void **state)
{
    enum { MANY = 2000 };
    (void)state;
    start_app();
    struct program *greedy = host_program("greedy", MANY), *other = host_program("other", 100);
    int64_t s, n = 0, last = 0;
    for (; (s = endpoint_new(greedy, "endpoint")) > 0; n++)
        last = s;
    assert_int_equal(s, -PE_QUOTA);
    assert_true(n > MANY - 20);
    assert_true((s = endpoint_new(other, "endpoint")) > 0);
    endpoint_free(objects[s].endpoint);
    /* An entry that names one which is gone still leads to an endpoint, whose key no entry has. */
    struct xs_vste stale = vst_entry((uint32_t)last, 7, 0, 0);
    const struct endpoint *e = objects[last].endpoint;
    uint64_t left = page_left();
    program_end(greedy, STATUS_KILLED);
    assert_int_equal(xs_vste_soft(&stale), (uint64_t)(uintptr_t)e);
    while (page_alloc(1))
        ;
    assert_true(e->key == ~0ull && left > 0);
    assert_true(endpoint_new(other, "endpoint") > 0); /* of those that were there */
}

/* The current thread is a new one of the program that app's entry `index` manages. */
static struct thread *become(uint64_t index)
{
    assert_true(HOST_CALL(SYS_THREAD_CREATE, index, 0x1000, 0, 4096, 10) > 0);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_ptr_not_equal(hart_self()->current, main_thread);
    return hart_self()->current;
}

/* A program that the current thread makes, sealed; with a gate that others may call. */
static uint64_t make(uint64_t quota, bool gate)
{
    struct xs_gate g = {0};
    put_user(HOST_DATA, "made", 4);
    int64_t index = HOST_CALL(SYS_CODE_CREATE, HOST_DATA, 4, quota * 4096, 16);
    assert_true(index > 0);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, index, 0x1000, 0, 4096, 5), 0);
    xs_gate_set_entry(&g, 0x1000);
    xs_gate_set_valid(&g, 1);
    put_user(HOST_DATA, &g, sizeof g);
    assert_int_equal(HOST_CALL(SYS_CODE_SEAL, index, HOST_DATA, gate), 0);
    return (uint64_t)index;
}

/* app -> child -> grandchild. The child ends; what runs on of it is paid by app (decision 0180). */
static void who_outlives_its_maker_is_paid_for(void **state)
{
    (void)state;
    start_app();
    uint64_t used = app->used, c;
    struct program *child = make_child("child", &c);
    child->rights = SYS_RIGHT_SPAWN;
    become(c);
    uint64_t g = make(50, false);
    struct program *grandchild = objects[xs_vste_selector(&child->vst[g])].program;
    assert_true(HOST_CALL(SYS_THREAD_CREATE, g, 0x1000, 0, 4096, 1) > 0);
    assert_int_equal(HOST_CALL(SYS_EXIT, 1), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(child->state, PROGRAM_ENDED);
    assert_int_equal(app->used, used + 50 + ZOMBIE_PRICE);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, c), 0);
    assert_int_equal(app->used, used + 50);
    program_end(grandchild, STATUS_KILLED);
    assert_int_equal(app->used, used);
}

static void the_dead_are_paid_for_until_nobody_asks(void **state)
{
    uint64_t c[3];
    (void)state;
    start_app();
    uint64_t used = app->used, left = page_left();
    for (unsigned i = 0; i < 3; i++) {
        make_child("child", &c[i]);
        assert_int_equal(HOST_CALL(SYS_PROG_KILL, c[i]), 0);
        assert_int_equal(app->used, used + (i + 1) * ZOMBIE_PRICE);
    }
    assert_int_equal(left - page_left(), app->used - used);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, c[i]), 0);
    assert_true(app->used == used && page_left() == left);
}

/* Sealed, without a thread, and nobody can give it one. */
static void what_nobody_can_start_or_call_goes(void **state)
{
    (void)state;
    start_app();
    uint64_t used = app->used, left = page_left();
    uint64_t plain = make(20, false), served = make(20, true);
    int64_t entry = HOST_CALL(SYS_GRANT, OWN, 0, served, 0, 1, 5);
    assert_true(entry > 0 && app->used == used + 40);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, plain), 0);
    assert_int_equal(app->used, used + 20);
    struct program *service = objects[xs_vste_selector(&app->vst[served])].program;
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, served), 0);
    assert_int_equal(service->state, PROGRAM_LIVE); /* it may still be called */
    assert_int_equal(HOST_CALL(SYS_GRANT, THREAD_TABLE, 1 << 15 | 1, entry, 0, 1, 5), 1 << 15 | 1);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, entry), 0);
    assert_int_equal(service->state, PROGRAM_LIVE); /* by this thread */
    assert_int_equal(HOST_CALL(SYS_UNGRANT, THREAD_TABLE, 1 << 15 | 1), 0);
    assert_true(app->used == used && page_left() == left);
    struct program *listed = host_program("listed", 20);
    HOST_CALL(SYS_UNGRANT, OWN, 9);
    assert_int_equal(listed->state, PROGRAM_LIVE); /* the boot image's stay */
}

/* It ends within its own system call; who called it is told. */
static void a_service_may_take_away_the_last_way_to_itself(void **state)
{
    (void)state;
    start_app();
    uint64_t used = app->used, left = page_left(), served = make(20, true);
    struct program *service = objects[xs_vste_selector(&app->vst[served])].program;
    assert_true(HOST_CALL(SYS_GRANT, THREAD_TABLE, 1 << 15 | 1, served, 0, 1, 0) > 0);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, served), 0);
    host_hart.v |= XS_MASK_T;
    host_far_call(service, 0);
    host_hart.v |= XS_MASK_T; /* the caller lets it use its table */
    HOST_CALL(SYS_UNGRANT, THREAD_TABLE, 1 << 15 | 1);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_KILLED);
    assert_true(app->used == used && page_left() == left);
}

/* A grant in the place of the last entry that managed a dead program lets that go, too. */
static void what_a_grant_replaces_is_looked_after(void **state)
{
    uint64_t c;
    (void)state;
    start_app();
    uint64_t used = app->used, left = page_left();
    make_child("child", &c);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, c), 0);
    assert_int_equal(HOST_CALL(SYS_GRANT, OWN, c, OWN, 0, 0, 0), (int64_t)c);
    assert_true(app->used == used && page_left() == left);
}

/* Each holds the next, and nobody the first. */
static void a_chain_of_the_forgotten_goes_whole(void **state)
{
    enum { LONG = 30 };
    (void)state;
    start_app();
    uint64_t used = app->used, left = page_left(), first = make(12, false), last = first;
    for (unsigned i = 1; i < LONG; i++) {
        uint64_t next = make(12, false);
        assert_true(HOST_CALL(SYS_GRANT, last, 1, next, 4, 0, 0) > 0);
        if (last != first)
            assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, last), 0);
        last = next;
    }
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, last), 0);
    assert_int_equal(app->used, used + LONG * 12);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, first), 0);
    assert_true(app->used == used && page_left() == left);
}

/* What a program of the image left behind ends before its next instance begins, that of a child which is still ending, too. */
static void a_restart_ends_the_children_of_who_is_ending(void **state)
{
    (void)state;
    start_app();
    struct program *old = host_program("old", 300);
    struct program *child = objects[program_new(old, "child", 100, 8)].program;
    struct program *grandchild = objects[program_new(child, "grandchild", 50, 8)].program;
    child->state = PROGRAM_LIVE;
    program_end_children(old, PROGRAM_BUILDING);
    assert_int_equal(grandchild->state, PROGRAM_BUILDING); /* its maker lives, and may go on with it */
    child->state = PROGRAM_ENDING;                         /* a thread of it is in a cleanup gate */
    struct xs_vste asks = vst_entry(grandchild->selector, SYS_PERM_MANAGE, 0, 0);
    assert_true(vst_put(&(struct vst){app->selector, app->vst_count, app->vst}, 0, &asks) > 0);
    program_end_children(old, PROGRAM_LIVE);
    assert_int_equal(grandchild->state, PROGRAM_ENDED);
}

/* Who looks takes a thread off its hart now and then only: it would never make a system call. */
static void who_looks_at_threads_holds_nobody_up(void **state)
{
    (void)state;
    host_reset_harts(2);
    app = host_program("app", 500);
    main_thread = host_thread(app, 10);
    assert_ptr_equal(host_run(), main_thread);
    struct thread *t = host_thread(app, 5);
    host_turn(1);
    assert_ptr_equal(host_run(), t);
    host_turn(0);
    host.time = 5000;
    for (unsigned i = 0; i < 2; i++, host.time += 1000) {
        assert_true(HOST_CALL(SYS_INFO, SYS_INFO_THREAD, 1, HOST_DATA, 256) > 0);
        assert_int_equal(t->asked_at, 5000);
        host_turn(1);
        host_run();
        assert_ptr_equal(harts[1].current, t);
        host_turn(0);
    }
    assert_true(HOST_CALL(SYS_INFO, SYS_INFO_THREAD, 1, HOST_DATA, 256) > 0);
    assert_int_equal(t->asked_at, 7000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_program_takes_all_sets_of_flags),
        cmocka_unit_test(no_program_takes_all_endpoints),
        cmocka_unit_test(who_outlives_its_maker_is_paid_for),
        cmocka_unit_test(the_dead_are_paid_for_until_nobody_asks),
        cmocka_unit_test(what_nobody_can_start_or_call_goes),
        cmocka_unit_test(a_service_may_take_away_the_last_way_to_itself),
        cmocka_unit_test(what_a_grant_replaces_is_looked_after),
        cmocka_unit_test(a_chain_of_the_forgotten_goes_whole),
        cmocka_unit_test(a_restart_ends_the_children_of_who_is_ending),
        cmocka_unit_test(who_looks_at_threads_holds_nobody_up),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
