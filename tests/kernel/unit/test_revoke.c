/* Revocation: trees of aliases, and words that somebody waits on (xseg.md, rule 15). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "abi/errors.h"
#include "abi/syscalls.h"
#include "app.h"
#include "context.h"
#include "host.h"
#include "hw.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "segment.h"
#include "thread.h"

#define WORD(sg) ((uint64_t)(sg) << 60 | 0x10)

static uint32_t selector_of(int64_t index)
{
    return (uint32_t)xs_vste_selector(&app->vst[index]);
}

/* sg `sg` of the current thread holds it. */
static void hold(unsigned sg, int64_t index)
{
    struct xs_reg r = {0};
    xs_reg_set_selector(&r, selector_of(index));
    xs_reg_set_generation(&r, gst_generation(selector_of(index)));
    xs_reg_set_valid(&r, 1);
    xs_reg_set_r(&r, 1);
    xs_reg_set_w(&r, 1);
    xs_reg_set_limit(&r, 4096);
    host_hart.reg[sg - 3] = r;
    host_hart.v |= 1u << sg;
    host_hart.live |= 1u << sg;
}

static int64_t answer_of(struct thread *t)
{
    return (int64_t)*context_x(&t->ctx, REG_A0);
}

/* The current thread sleeps on the word through what entry `index` names; the next one runs. */
static struct thread *sleeps(int64_t index)
{
    struct thread *t = hart_self()->current;
    hold(5, index);
    assert_int_equal(HOST_CALL(SYS_WAIT, WORD(5), 0, 0), HOST_GONE);
    return t;
}

static void rule_15_a_word_is_what_it_was_when_the_wait_began(void **state)
{
    (void)state;
    start_app();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0), a = HOST_CALL(SYS_SEG_ALIAS, s, 4096, 3, 0);
    struct thread *waker = host_thread(app, 10);
    struct thread *t = sleeps(a);
    assert_ptr_equal(hart_self()->current, waker);
    uint64_t word = t->word, used = app->used;
    assert_true(word != 0 && t->word_selector == selector_of(a));
    assert_int_equal(app->used, used); /* the thread's own struct is all that a wait takes */
    hold(6, s);                        /* by another name, the same word */
    assert_int_equal(HOST_CALL(SYS_WAKE, WORD(6), 5), 1);
    assert_true(t->state == THREAD_READY && answer_of(t) == 0);
}

static void rule_15_revocation_wakes_with_an_error(void **state)
{
    (void)state;
    start_app();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0), a = HOST_CALL(SYS_SEG_ALIAS, s, 4096, 3, 0);
    struct thread *through_segment = host_thread(app, 10), *revoker = host_thread(app, 10);
    struct thread *through_alias = sleeps(a);
    assert_ptr_equal(hart_self()->current, through_segment);
    sleeps(s);
    assert_ptr_equal(hart_self()->current, revoker);
    uint64_t left = page_left();
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, a), 0);
    assert_true(through_alias->state == THREAD_READY && answer_of(through_alias) == -PE_REVOKED);
    assert_true(through_segment->state == THREAD_WAITING && page_left() == left); /* the word is pinned */
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), 0);
    assert_true(through_segment->state == THREAD_READY && answer_of(through_segment) == -PE_REVOKED);
    assert_true(page_left() > left);
}

/* A tree of aliases, some withdrawn from its middle, goes with its root; nothing else does. */
static void aliases_go_with_what_they_were_made_of(void **state)
{
    (void)state;
    start_app();
    uint64_t used = app->used;
    int64_t root = HOST_CALL(SYS_SEG_CREATE, 4096, 0), other = HOST_CALL(SYS_SEG_CREATE, 4096, 0), a[12];
    uint64_t before = app->used;
    for (unsigned i = 0; i < 12; i++)
        assert_true((a[i] = HOST_CALL(SYS_SEG_ALIAS, i < 6 ? root : a[i - 6], 4096, 3, 0)) > 0);
    uint32_t selector[12];
    for (unsigned i = 0; i < 12; i++)
        selector[i] = selector_of(a[i]);
    static const unsigned first[] = {2, 5, 0}; /* from the middle, the newest, the oldest: their own aliases, too */
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, a[first[i]]), 0);
        assert_false(gst_live(gst_word(selector[first[i]])) || gst_live(gst_word(selector[first[i] + 6])));
    }
    assert_true(gst_live(gst_word(selector[1])) && gst_live(gst_word(selector[7])));
    assert_int_equal(app->used, before + 6);
    assert_true((a[0] = HOST_CALL(SYS_SEG_ALIAS, root, 4096, 3, 0)) > 0);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, root), 0);
    for (unsigned i = 0; i < 12; i++)
        assert_false(gst_live(gst_word(selector[i])));
    assert_true(gst_live(gst_word(selector_of(other))));
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, other), 0);
    assert_int_equal(app->used, used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_15_a_word_is_what_it_was_when_the_wait_began),
        cmocka_unit_test(rule_15_revocation_wakes_with_an_error),
        cmocka_unit_test(aliases_go_with_what_they_were_made_of),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
