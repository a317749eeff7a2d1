/* System calls, driven by traps: the whole kernel but its assembler. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/causes.h"
#include "abi/errors.h"
#include "abi/syscalls.h"
#include "app.h"
#include "context.h"
#include "host.h"
#include "hw.h"
#include "irq.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "table.h"
#include "thread.h"
#include "vst.h"

static void segments_are_made_aliased_and_revoked(void **state)
{
    (void)state;
    start_app();
    uint64_t left = page_left();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 10000, 0);
    assert_true(s > 0);
    int64_t a = HOST_CALL(SYS_SEG_ALIAS, s, 4096, 1, 1), b = HOST_CALL(SYS_SEG_ALIAS, a, 100, 3, 0);
    assert_true(a > 0 && b > 0);
    uint64_t info[2];
    assert_int_equal(HOST_CALL(SYS_SEG_INFO, b, HOST_DATA), 0);
    hw_copy_in(info, HOST_DATA, sizeof info);
    assert_int_equal(info[0], 100);
    assert_int_equal(info[1], SYS_PERM_R | SYS_PERM_MANAGE); /* a alias of a read-only alias cannot write */
    assert_int_equal(HOST_CALL(SYS_SEG_ALIAS, a, 8192, 1, 0), -PE_RANGE);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, a), 0);
    assert_int_equal(HOST_CALL(SYS_SEG_INFO, b, HOST_DATA), -PE_REVOKED);
    assert_int_equal(HOST_CALL(SYS_SEG_INFO, s, HOST_DATA), 0);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), 0);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), -PE_NOENT);
    assert_int_equal(page_left(), left);
    assert_int_equal(HOST_CALL(SYS_SEG_CREATE, 0, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_SEG_CREATE, 4096, 1), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_SEG_CREATE, 501 * 4096, 0), -PE_QUOTA);
    assert_int_equal(page_left(), left);
}

static void flags_cost_what_they_take_and_give_it_back(void **state)
{
    (void)state;
    start_app();
    uint64_t left = page_left(), used = app->used;
    int64_t s = HOST_CALL(SYS_FLAGS_CREATE, 1000);
    assert_true(s > 0);
    assert_int_equal(left - page_left(), app->used - used); /* two pages of flags, two of waiters, tables */
    assert_true(app->used - used >= 4);
    uint64_t root = xs_desc_root(&gst[xs_vste_selector(&app->vst[s])]) << 12;
    uint64_t *bits = hw_ptr(table_find(root, XS_FLAGS_BITS, 0));
    bits[999 / 64] = ~0ull;
    assert_int_equal(HOST_CALL(SYS_FLAG_WAIT, s, 999, 0), 0);
    assert_int_equal(bits[999 / 64], ~(1ull << 999 % 64));
    int64_t reader = HOST_CALL(SYS_GRANT, OWN, 0, s, SYS_PERM_R, 0, 0);
    assert_int_equal(HOST_CALL(SYS_FLAG_WAIT, reader, 998, 0),
                     -PE_PERM); /* a wait takes the flag, from whom it is meant for */
    assert_int_equal(bits[998 / 64] >> 998 % 64 & 1, 1);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), 0);
    assert_int_equal(page_left(), left);
    assert_int_equal(app->used, used);
    assert_int_equal(HOST_CALL(SYS_FLAGS_CREATE, 501 * 512), -PE_INVAL);
    while (HOST_CALL(SYS_SEG_ALIAS, HOST_CALL(SYS_SEG_CREATE, 4096, 0), 4096, 1, 0) > 0)
        ;
    left = page_left();
    assert_int_equal(HOST_CALL(SYS_FLAGS_CREATE, 1), -PE_NOSPC); /* the caller's table is full: the set goes again */
    assert_int_equal(page_left(), left);
}

static void grants_never_widen(void **state)
{
    (void)state;
    uint64_t c;
    start_app();
    struct program *p = make_child("child", &c);
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0), a = HOST_CALL(SYS_SEG_ALIAS, s, 4096, 1, 0);
    int64_t i = HOST_CALL(SYS_GRANT, c, 3, a, 7, 0, 0);
    assert_int_equal(i, 3);
    assert_int_equal(vst_perms(&p->vst[3], &objects[xs_vste_selector(&p->vst[3])]), SYS_PERM_R | SYS_PERM_MANAGE);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 16, a, 1, 0, 0), -PE_RANGE);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 0, 31, 1, 0, 0), -PE_NOENT);
    assert_int_equal(HOST_CALL(SYS_GRANT, s, 0, a, 1, 0, 0), -PE_INVAL);
    /* badge: free while it is 0, fixed afterwards */
    int64_t own = HOST_CALL(SYS_GRANT, OWN, 0, c, 0, 1, 77);
    assert_true(own > 0);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 0, own, 0, 1, 78), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 0, own, 0, 1, 0), -PE_PERM);
    int64_t again = HOST_CALL(SYS_GRANT, c, 0, own, 4, ~0ull, 77);
    assert_true(again > 0);
    assert_int_equal(xs_vste_gate_mask(&p->vst[again]), 1);
    assert_int_equal(xs_vste_manage(&p->vst[again]), 0);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, c, again), 0);
    assert_false(vst_used(&p->vst[again]));
    /* without manage */
    assert_int_equal(HOST_CALL(SYS_GRANT, own, 0, a, 1, 0, 0), -PE_PERM);
}

static void thread_table_is_filled_only_where_it_may_be_used(void **state)
{
    (void)state;
    start_app();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0);
    assert_int_equal(HOST_CALL(SYS_GRANT, THREAD_TABLE, 0x8002, s, 3, 0, 0), 0x8002);
    assert_int_equal(xs_vste_r(&main_thread->vst[2]), 1);
    host_hart.v &= ~(uint64_t)XS_MASK_T;
    assert_int_equal(HOST_CALL(SYS_GRANT, THREAD_TABLE, 0, s, 3, 0, 0), -PE_PERM);
}

static void waiting_on_words(void **state)
{
    (void)state;
    start_app();
    uint32_t word = 5;
    put_user(HOST_DATA, &word, 4);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 4, 0), -PE_AGAIN);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA + 1, 5, 0), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_WAIT, 0x3000000000000000, 5, 0), -PE_FAULT);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 5, 1000), -PE_TIMEOUT);
    assert_true(host.time >= 1000);
    struct thread *other = host_thread(app, 10);
    assert_int_equal(HOST_CALL(SYS_WAIT, HOST_DATA, 5, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, other);
    assert_int_equal(HOST_CALL(SYS_WAKE, HOST_DATA + 4, 1), 0);
    assert_int_equal(HOST_CALL(SYS_WAKE, HOST_DATA, 9), 1);
    assert_int_equal(HOST_CALL(SYS_EXIT, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), 0);
}

static void timeslice_only_when_somebody_else_could_run(void **state)
{
    (void)state;
    start_app();
    assert_int_equal(host.timer, UINT64_MAX);
    struct thread *other = host_thread(app, 10);
    HOST_CALL(SYS_THREAD_SELF, 0);
    assert_int_not_equal(host.timer, UINT64_MAX);
    host.time = host.timer;
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), other);
    host.time = host.timer;
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), main_thread);
    struct thread *low = host_thread(app, 3);
    assert_int_equal(HOST_CALL(SYS_THREAD_KILL, other->tid), 0);
    HOST_CALL(SYS_THREAD_SELF, 0);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), 0);
    assert_int_equal(HOST_CALL(SYS_SLEEP, 50), HOST_GONE);
    assert_ptr_equal(hart_self()->current, low);
    host.time = host.timer;
    assert_ptr_equal(host_fault(1ull << 63 | 5, 0, 0), main_thread);
}

static void info_tells_of_everything(void **state)
{
    (void)state;
    struct info_thread t;
    struct info_kernel k;
    struct info_program p;
    start_app();
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_THREAD, 0, HOST_DATA, sizeof t), sizeof t);
    hw_copy_in(&t, HOST_DATA, sizeof t);
    assert_int_equal(t.tid, main_thread->tid);
    assert_string_equal(t.name, "app");
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_THREAD, 1, HOST_DATA, sizeof t), -PE_NOENT);
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_KERNEL, 0, HOST_DATA, sizeof k), sizeof k);
    hw_copy_in(&k, HOST_DATA, sizeof k);
    assert_int_equal(k.threads, 1);
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_PROGRAM, 0, HOST_DATA, sizeof p), sizeof p);
    hw_copy_in(&p, HOST_DATA, sizeof p);
    assert_int_equal(p.used, app->used * 4096);
    for (unsigned i = 0; HOST_CALL(SYS_INFO, SYS_INFO_SEGMENT, i, HOST_DATA, 200) > 0; i++)
        ;
    for (unsigned i = 0; HOST_CALL(SYS_INFO, SYS_INFO_ENTRY, i, HOST_DATA, 200) > 0; i++)
        ;
    app->rights = 0;
    assert_int_equal(HOST_CALL(SYS_INFO, SYS_INFO_KERNEL, 0, HOST_DATA, sizeof k), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_DEBUG_WRITE, HOST_DATA, 1), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_SHUTDOWN, 0), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_CODE_CREATE, HOST_DATA, 1, 4096, 4), -PE_PERM);
    assert_int_equal(HOST_CALL(99, 0), -PE_NOSYS);
}

static void the_console_takes_so_much_at_a_time(void **state)
{
    (void)state;
    start_app();
    char text[4096];
    for (unsigned i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i % 26);
    put_user(HOST_DATA, text, sizeof text);
    size_t before = strlen(host_output);
    assert_int_equal(HOST_CALL(SYS_DEBUG_WRITE, HOST_DATA, sizeof text), SYS_DEBUG_MAX);
    assert_int_equal(strlen(host_output) - before, SYS_DEBUG_MAX);
    assert_memory_equal(host_output + before, text, SYS_DEBUG_MAX);
    assert_int_equal(HOST_CALL(SYS_DEBUG_WRITE, HOST_DATA, SYS_DEBUG_MAX + 1), SYS_DEBUG_MAX);
    assert_int_equal(HOST_CALL(SYS_DEBUG_WRITE, HOST_DATA, 5), 5);
    assert_int_equal(HOST_CALL(SYS_DEBUG_WRITE, HOST_DATA, 0), 0);
    before = strlen(host_output);
    assert_int_equal(HOST_CALL(SYS_DEBUG_WRITE, HOST_DATA, 1ull << 40), -PE_FAULT);
    assert_int_equal(strlen(host_output), before); /* what was asked for is checked, not what fits */
}

/* A source fires, its driver runs, and it stays claimed until the driver waits again. */
static void interrupts_wake_their_driver(void **state)
{
    (void)state;
    start_app();
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, 10), -PE_PERM);
    irq_allow(app, 10);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, 11), -PE_PERM);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, 1000), -PE_PERM);
    struct thread *other = host_thread(app, 9);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, 10), HOST_GONE);
    assert_ptr_equal(hart_self()->current, other);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, 10), -PE_BUSY);
    hw_write32(0xffff0000, 10);
    assert_ptr_equal(host_fault(1ull << 63 | 9, 0, 0), main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), 0);
    assert_int_equal(HOST_CALL(SYS_IRQ_WAIT, 10), HOST_GONE);
}

/* Everything that a loader does with a program before it runs. */
static void programs_are_built_in_steps(void **state)
{
    (void)state;
    start_app();
    put_user(HOST_DATA, "child", 6);
    assert_int_equal(HOST_CALL(SYS_CODE_CREATE, HOST_DATA, 32, 1 << 20, 8), -PE_NAMETOOLONG);
    assert_int_equal(HOST_CALL(SYS_CODE_CREATE, HOST_DATA, 5, 1 << 20, 1), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_CODE_CREATE, HOST_DATA, 5, 1ull << 31, 8), -PE_QUOTA);
    int64_t c = HOST_CALL(SYS_CODE_CREATE, HOST_DATA, 5, 20 * 4096, 8);
    assert_true(c > 0);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, c, 0x1ffe, HOST_DATA, 5, 5), 0); /* over the end of a page */
    struct program *p = objects[xs_vste_selector(&app->vst[c])].program;
    char text[5];
    memcpy(text, hw_ptr(table_find(p->root, 0x1ffe, 0)), 2);
    memcpy(text + 2, hw_ptr(table_find(p->root, 0x2000, 0)), 3);
    assert_memory_equal(text, "child", 5);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, c, 0x3000, HOST_DATA, 5, 6), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, c, 0x3000, HOST_DATA, 5, 8), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, c, 0x3000, 0, 1 << 20, 3), -PE_QUOTA);
    static const uint64_t values[][3] = {
        {0, 0x1234, -PE_INVAL}, {0, 0x40000, 0}, {1, 5, -PE_INVAL}, {2, 7, 0}, {3, 8, 0},        {4, 9, 0},
        {5, 2, -PE_INVAL},      {5, 1, 0},       {6, 16, -PE_PERM}, {6, 3, 0}, {7, 0, -PE_INVAL}};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
        assert_int_equal(HOST_CALL(SYS_CODE_SET, c, values[i][0], values[i][1]), values[i][2]);
    assert_int_equal(p->image_end, 0x40000);
    assert_int_equal(p->rights, 3);
    assert_int_equal(HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 1), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_CODE_SEAL, c, 0, 65), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_CODE_SEAL, c, 0, 0), 0);
    assert_int_equal(HOST_CALL(SYS_CODE_SET, c, 2, 7), -PE_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_are_made_aliased_and_revoked),
        cmocka_unit_test(flags_cost_what_they_take_and_give_it_back),
        cmocka_unit_test(grants_never_widen),
        cmocka_unit_test(thread_table_is_filled_only_where_it_may_be_used),
        cmocka_unit_test(waiting_on_words),
        cmocka_unit_test(timeslice_only_when_somebody_else_could_run),
        cmocka_unit_test(info_tells_of_everything),
        cmocka_unit_test(the_console_takes_so_much_at_a_time),
        cmocka_unit_test(interrupts_wake_their_driver),
        cmocka_unit_test(programs_are_built_in_steps),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
