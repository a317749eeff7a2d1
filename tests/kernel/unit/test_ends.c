/* Faults, unwinding, revocation, IPC that fails, the end of programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/causes.h"
#include "abi/errors.h"
#include "abi/platform.h"
#include "abi/syscalls.h"
#include "app.h"
#include "context.h"
#include "dma.h"
#include "host.h"
#include "hw.h"
#include "irq.h"
#include "object.h"
#include "page.h"
#include "program.h"
#include "sched.h"
#include "segment.h"
#include "table.h"
#include "thread.h"
#include "vst.h"

/* O4: a fault in a nested call comes back to the newest caller, with its stack wiped and its registers as they were. */
static void fault_returns_to_the_caller(void **state)
{
    (void)state;
    start_app();
    struct program *service = host_program("greedy", 100);
    struct context *c = &main_thread->ctx;
    for (unsigned i = 1; i < 32; i++)
        *context_x(c, i) = i == REG_SP ? 0x2000000000001800ull : 1000 + i;
    host_hart.v = XS_MASK_T | 0x18;
    host_hart.w = 0x10;
    host_hart.reg[0] = vst_entry(service->selector, 0, 0, 0).w[0] ? (struct xs_reg){{0x1000000}} : host_hart.reg[0];
    host_hart.live = 8;
    uint64_t pc = c->pc;
    host_far_call(service, 5);
    struct xs_reg kept = host_hart.reg[0];
    /* the service overwrites sg3: hardware spills it, then it writes its stack */
    struct xs_reg *slot = (struct xs_reg *)((char *)hw_ptr(host_hart.lsp) + XS_FRAME_SLOTS);
    *slot = kept;
    host_hart.w = 8;
    host_hart.reg[0] = (struct xs_reg){{0x2000000}};
    host_hart.lw = 0x1000;
    uint64_t secret = 0x5ec2e7;
    put_user(0x2000000000001100ull, &secret, 8);
    assert_ptr_equal(host_fault(XS_CAUSE_SEGMENT_ACCESS, 0x3000000000000000, XS_REASON_INVISIBLE | 2 << 8 | 3 << 12),
                     main_thread);
    assert_int_equal(*context_x(c, REG_T0), (uint64_t)-PE_CALLEE);
    assert_int_equal(c->pc, pc + 4);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(host_hart.v, XS_MASK_T | 0x18);
    assert_int_equal(host_hart.w, 0x10);
    assert_memory_equal(&host_hart.reg[0], &kept, sizeof kept);
    for (unsigned i = 18; i < 28; i++)
        assert_int_equal(*context_x(c, i), 1000 + i);
    assert_int_equal(*context_x(c, REG_A0), 0);
    uint64_t seen = 1;
    hw_copy_in(&seen, 0x2000000000001100ull, 8);
    assert_int_equal(seen, 0);
    assert_non_null(strstr(host_output,
                           "service `greedy`, called by `app`, tried to write 0x3000000000000000 through sg3:\n       "
                           "the segment register was not granted to this code"));
}

static void fault_in_the_bottom_frame_ends_the_thread(void **state)
{
    (void)state;
    uint64_t c;
    start_app();
    struct program *p = make_child("wild", &c);
    assert_int_equal(HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 11), -PE_PERM);
    assert_true(HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 10) > 0);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, c, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current->home, p);
    assert_ptr_equal(host_fault(2, 0, 0), main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), STATUS_CAUSE + 2);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, c, 0), STATUS_CAUSE + 2); /* a zombie tells again */
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, c), 0);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, c, 0), -PE_NOENT);
}

/* app -> a -> b; a is killed while b runs; b's return finds a dead caller: app learns that. */
static void kill_in_the_middle_of_a_chain(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100), *b = host_program("b", 100);
    host_far_call(a, 1);
    host_far_call(b, 2);
    program_end(a, STATUS_KILLED);
    assert_ptr_equal(host_run(), main_thread);
    assert_int_equal(host_hart.s1, gst_word(b->selector));
    host_fault(XS_CAUSE_FAR_RETURN, 0, XS_REASON_RETURN_STALE);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_KILLED);
    /* and the one that runs in the killed program comes back at once */
    host_far_call(b, 2);
    program_end(b, STATUS_KILLED);
    assert_ptr_equal(host_run(), main_thread);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_KILLED);
}

static void exit_in_a_service_is_a_fault_of_the_service(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100);
    host_far_call(a, 1);
    HOST_CALL(SYS_EXIT, 3);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t)-PE_CALLEE);
    assert_int_equal(HOST_CALL(SYS_EXIT, 0), HOST_GONE);
    assert_null(hart_self()->current);
}

static void revocation_wakes_who_waits_in_the_segment(void **state)
{
    (void)state;
    start_app();
    int64_t s = HOST_CALL(SYS_SEG_CREATE, 4096, 0);
    uint32_t sel = (uint32_t)xs_vste_selector(&app->vst[s]);
    struct xs_reg r = {0};
    xs_reg_set_selector(&r, sel);
    xs_reg_set_generation(&r, gst_generation(sel));
    xs_reg_set_valid(&r, 1);
    xs_reg_set_r(&r, 1);
    xs_reg_set_limit(&r, 4096);
    host_hart.reg[2] = r;
    host_hart.v |= 1 << 5;
    struct thread *other = host_thread(app, 10);
    assert_int_equal(HOST_CALL(SYS_WAIT, 0x5000000000000010, 0, 0), HOST_GONE);
    assert_ptr_equal(hart_self()->current, other);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, s), 0);
    HOST_CALL(SYS_EXIT, 0);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, REG_A0), (uint64_t)-PE_REVOKED);
    assert_int_equal(HOST_CALL(SYS_WAIT, 0x5000000000000010, 0, 0), -PE_FAULT);
}

static void ipc_meets_in_either_order(void **state)
{
    (void)state;
    start_app();
    struct thread *server = host_thread(app, 10);
    int64_t e = HOST_CALL(SYS_EP_CREATE, 0);
    assert_true(e > 0);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 11, 12, 13, 14), HOST_GONE);
    assert_ptr_equal(hart_self()->current, server);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, e), 0);
    assert_int_equal(*context_x(&server->ctx, 11), 11);
    assert_int_equal(*context_x(&server->ctx, 14), 14);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, e, 21, 22, 23, 24), HOST_GONE);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, 10), 21);
    assert_int_equal(*context_x(&main_thread->ctx, 13), 24);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 31), HOST_GONE);
    assert_ptr_equal(hart_self()->current, server);
    assert_int_equal(*context_x(&server->ctx, 11), 31);
    /* the server ends: its client gets an error */
    HOST_CALL(SYS_EXIT, 0);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, 10), (uint64_t)-PE_KILLED);
    /* the endpoint goes: whoever calls it gets an error */
    struct thread *third = host_thread(app, 10);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 1), HOST_GONE);
    assert_ptr_equal(hart_self()->current, third);
    assert_int_equal(HOST_CALL(SYS_SEG_DESTROY, e), 0);
    HOST_CALL(SYS_EXIT, 0);
    assert_int_equal(*context_x(&main_thread->ctx, 10), (uint64_t)-PE_REVOKED);
    assert_int_equal(HOST_CALL(SYS_IPC_CALL, e, 1), -PE_NOENT);
}

static void ipc_share_and_its_end(void **state)
{
    (void)state;
    uint64_t c;
    start_app();
    int64_t e = HOST_CALL(SYS_EP_CREATE, 0), ours = HOST_CALL(SYS_SEG_CREATE, 4096, 0);
    struct program *p = make_child("client", &c);
    assert_int_equal(HOST_CALL(SYS_GRANT, c, 9, ours, 3, 0, 0), 9);
    int64_t ce = HOST_CALL(SYS_GRANT, c, 0, e, 2, 0, 9);
    assert_true(ce > 0);
    HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 4096, 10);
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, e), HOST_GONE);
    assert_ptr_equal(hart_self()->current->home, p);
    int64_t i = HOST_CALL(SYS_IPC_SHARE, ce, 9); /* a segment that outlives the client */
    assert_true(i > 0);
    assert_true(vst_used(&app->vst[i]));
    assert_int_equal(HOST_CALL(SYS_IPC_REPLY_WAIT, ce), -PE_PERM);
    HOST_CALL(SYS_IPC_CALL, ce, 1, 2, 3, 4);
    assert_ptr_equal(hart_self()->current, main_thread);
    assert_int_equal(*context_x(&main_thread->ctx, 15), 9);
    assert_int_equal(*context_x(&main_thread->ctx, 16), i);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, c), 0);
    assert_false(vst_used(&app->vst[i]));
}

static void everything_comes_back_when_a_program_ends(void **state)
{
    (void)state;
    uint64_t c;
    start_app();
    uint64_t left = page_left(), used = app->used;
    make_child("child", &c);
    HOST_CALL(SYS_THREAD_CREATE, c, 0x1000, 0, 70000, 10);
    assert_int_equal(HOST_CALL(SYS_YIELD, 0), HOST_GONE);
    assert_true(HOST_CALL(SYS_SEG_CREATE, 40960, 0) > 0);
    assert_true(HOST_CALL(SYS_EP_CREATE, 0) > 0);
    assert_true(HOST_CALL(SYS_HEAP_GROW, 0x10000) > 0);
    assert_true(HOST_CALL(SYS_THREAD_CREATE, OWN, 0x1000, 0, 4096, 1) > 0);
    HOST_CALL(SYS_EXIT, 0);
    HOST_CALL(SYS_YIELD, 0);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, c), 0);
    assert_int_equal(HOST_CALL(SYS_UNGRANT, OWN, c), 0);
    assert_int_equal(page_left(), left);
    assert_int_equal(app->used, used);
}

/* A plain call shares its caller's fate; FP registers that a frame holds come back. */
/* A selector of the device's registers in `p`'s table, as the boot image grants it. */
static uint32_t drive(struct program *p, unsigned device, unsigned perms)
{
    uint64_t pa = PLAT_VIRTIO0_BASE + (uint64_t)device * PLAT_VIRTIO0_SIZE;
    int64_t s = segment_pinned(pa, PLAT_VIRTIO0_SIZE, SYS_PERM_R | SYS_PERM_W, "device");
    assert_true(s > 0);
    struct xs_vste e = vst_entry((uint32_t)s, perms, 0, 0);
    assert_true(vst_put(&(struct vst){p->selector, p->vst_count, p->vst}, 0, &e) > 0);
    return (uint32_t)s;
}

static void rule_16_a_dead_drivers_device_is_cleared_before_its_pages_are_used_again(void **state)
{
    (void)state;
    host_reset();
    struct program *driver = host_program("driver", 100), *reader = host_program("reader", 100);
    drive(driver, 3, SYS_PERM_R | SYS_PERM_W);
    drive(driver, 5, SYS_PERM_R | SYS_PERM_W);
    drive(reader, 6, SYS_PERM_R); /* who may not store to it may not load its registers either */
    uint64_t left = page_left();
    host_thread(driver, 10);
    program_end(driver, STATUS_KILLED);
    assert_int_equal(host.cleared, 1 << 3 | 1 << 5);
    assert_true(host.free_at_clear <= left); /* none of its pages was back yet */
    assert_true(page_left() > left);
    program_end(reader, STATUS_KILLED);
    assert_int_equal(host.cleared, 1 << 3 | 1 << 5);
}

static void rule_16_a_withdrawn_device_is_cleared(void **state)
{
    (void)state;
    host_reset();
    struct program *driver = host_program("driver", 100);
    uint32_t device = drive(driver, 2, SYS_PERM_R | SYS_PERM_W);
    int64_t alias = segment_alias(driver, device, PLAT_VIRTIO0_SIZE, SYS_PERM_R | SYS_PERM_W, false);
    assert_true(alias > 0);
    segment_destroy((uint32_t)alias);
    assert_int_equal(host.cleared, 1 << 2);
}

static void devices_begin_in_segment_mode_and_hold_keepable_memory(void **state)
{
    (void)state;
    host_reset();
    dma_init();
    assert_int_equal(host.segmented, (1 << PLAT_VIRTIO_COUNT) - 1);
    uint64_t left = page_left();
    int64_t s = segment_for_devices(0x3000, SYS_PERM_R | SYS_PERM_W, "ring");
    assert_true(s > 0);
    assert_true(xs_desc_keep(&gst[s]) && xs_desc_kind(&gst[s]) == XS_KIND_DATA);
    for (uint64_t at = 0; at < 0x3000; at += 8) /* no address of anything: users are told none */
        assert_int_equal(*(uint64_t *)hw_ptr(table_find(xs_desc_root(&gst[s]) << PAGE_SHIFT, at, 0)), 0);
    segment_destroy((uint32_t)s);
    assert_int_equal(page_left(), left); /* what devices held returns to the pool */
}

static void no_program_is_granted_a_control_page(void **state)
{
    (void)state;
    for (unsigned n = 0; n < PLAT_VIRTIO_COUNT; n++) {
        uint64_t page = PLAT_DMACTL0_BASE + (uint64_t)n * PLAT_DMACTL0_SIZE;
        assert_true(dma_is_control(page, 1) && dma_is_control(page - 1, 2) && dma_is_control(page + 0xfff, 0x1000));
    }
    assert_false(dma_is_control(PLAT_DMACTL0_BASE - 0x1000, 0x1000));
    assert_false(dma_is_control(PLAT_DMACTL0_BASE + (uint64_t)PLAT_VIRTIO_COUNT * PLAT_DMACTL0_SIZE, 0x1000));
    assert_true(dma_is_control(PLAT_VIRTIO0_BASE, 0x1000000));
}

static void unwinding_goes_through_plain_frames(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100), *b = host_program("b", 100);
    *context_x(&main_thread->ctx, 8) = 88;
    host_far_call(a, 1);
    struct xs_frame *f = hw_ptr(host_hart.lsp);
    xs_frame_set_fp_saved(f, 1);
    xs_frame_set_fcsr(f, 3);
    ((uint64_t *)((char *)f + XS_FRAME_FREGS))[2] = 4711;
    host_far_call(b, 2);
    xs_frame_set_protect((struct xs_frame *)hw_ptr(host_hart.lsp), 0);
    host_fault(3, 0, 0);
    assert_int_equal(host_hart.s1, gst_word(app->selector));
    assert_int_equal(*context_x(&main_thread->ctx, 8), 88);
    assert_int_equal(host_hart.f[18], 4711);
    assert_int_equal(host_hart.fcsr, 3);
    assert_int_equal(host_hart.serial & 0xffffffff, 0);
}

/* A far call that was refused goes on behind itself, with the reason. */
static void refused_calls_are_errors(void **state)
{
    static const int want[][2] = {{XS_REASON_SELECTOR, PE_NOENT},
                                  {XS_REASON_STALE, PE_REVOKED},
                                  {XS_REASON_GATE_MASK, PE_PERM},
                                  {XS_REASON_FRAMES, PE_REFUSED}};
    (void)state;
    start_app();
    for (unsigned i = 0; i < 4; i++) {
        uint64_t pc = main_thread->ctx.pc;
        assert_ptr_equal(host_fault(XS_CAUSE_FAR_CALL, 5, (uint64_t)want[i][0]), main_thread);
        assert_int_equal(main_thread->ctx.pc, pc + 4);
        assert_int_equal(*context_x(&main_thread->ctx, REG_T0), (uint64_t) - (int64_t)want[i][1]);
    }
    assert_string_equal(host_output, "");
}

/* Each program's only thread is inside the next by a plain call; the last is killed: all fall, one after the other. */
static void a_long_chain_of_programs_falls(void **state)
{
    enum { LENGTH = 300 };
    struct program *chain[LENGTH + 1];
    (void)state;
    host_reset();
    uint64_t left = page_left();
    for (unsigned i = 0; i <= LENGTH; i++)
        chain[i] = host_program("link", 40);
    for (unsigned i = 0; i < LENGTH; i++) {
        struct thread *t = host_thread(chain[i], 10);
        if (i)
            HOST_CALL(SYS_SLEEP, 1000000);
        else
            host_run();
        assert_ptr_equal(hart_self()->current, t);
        host_far_call(chain[i + 1], 1);
        xs_frame_set_protect((struct xs_frame *)hw_ptr(host_hart.lsp), 0);
    }
    program_end(chain[LENGTH], STATUS_KILLED);
    assert_null(program_first);
    assert_int_equal(page_left(), left);
}

/* A client offers a callback; the service takes it while it serves that client, and nobody else does (rule 12). */
static void callbacks_for_later_are_offered_and_taken(void **state)
{
    (void)state;
    start_app();
    struct program *a = host_program("a", 100), *b = host_program("b", 100);
    app->vst[1] = vst_entry(a->selector, 0, 1, 0);
    app->vst[2] = vst_entry(b->selector, 0, 1, 0);
    app->gates[1] = app->gates[0];
    xs_gate_set_kind(&app->gates[1], XS_GATE_CALLBACK);
    app->gate_count = 2;
    assert_int_equal(HOST_CALL(SYS_GATE_OFFER, 1, 0, 9), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_GATE_OFFER, 1, 2, 9), -PE_INVAL);
    assert_int_equal(HOST_CALL(SYS_GATE_OFFER, 3, 1, 9), -PE_NOENT);
    assert_int_equal(HOST_CALL(SYS_GATE_TAKE, 0), -PE_NOENT); /* nobody called it */
    assert_int_equal(HOST_CALL(SYS_GATE_OFFER, 1, 1, 9), 0);
    host_far_call(b, 1);
    assert_int_equal(HOST_CALL(SYS_GATE_TAKE, 0), -PE_NOENT); /* it was offered to another */
    host_fault(13, 0, 0);
    host_far_call(a, 1);
    int64_t index = HOST_CALL(SYS_GATE_TAKE, 0);
    assert_int_equal(index >> 16, 1);
    index &= 0xffff;
    const struct xs_vste *e = &a->vst[index];
    assert_int_equal(xs_vste_selector(e), app->selector);
    assert_int_equal(xs_vste_gate_mask(e), 2);
    assert_int_equal(xs_vste_badge(e), 9);
    assert_false(xs_vste_load(e) || xs_vste_manage(e));
    assert_int_equal(HOST_CALL(SYS_GATE_TAKE, 0), -PE_NOENT); /* once */
    host_fault(13, 0, 0);
    assert_int_equal(HOST_CALL(SYS_GATE_OFFER, 1, 1, 10), 0);
    host_far_call(a, 1);
    assert_int_equal(HOST_CALL(SYS_GATE_TAKE, 0), index | 1 << 16); /* one entry for each client */
    assert_int_equal(xs_vste_badge(e), 10);
    host_fault(13, 0, 0);
    assert_int_equal(HOST_CALL(SYS_GATE_OFFER, 1, 1, 9), 0);
    assert_int_equal(HOST_CALL(SYS_GATE_OFFER, 0, UINT64_MAX, 0), 0);
    host_far_call(a, 1);
    assert_int_equal(HOST_CALL(SYS_GATE_TAKE, 0), -PE_NOENT);
}

/* A restart for which there is no memory: the program stays ended, with a table of no entries, and may be asked for again. */
static void a_program_that_could_not_be_renewed_stays_ended(void **state)
{
    uint64_t index;
    (void)state;
    start_app();
    struct program *child = host_program("child", 100);
    struct xs_vste manages = vst_entry(child->selector, SYS_PERM_MANAGE, 0, 0);
    index = (uint64_t)vst_put(&(struct vst){app->selector, app->vst_count, app->vst}, 0, &manages);
    assert_int_equal(HOST_CALL(SYS_PROG_KILL, index), 0);
    uint64_t before = gst_word(child->selector), status = child->status;
    while (page_alloc(1))
        ;
    assert_int_equal(program_renew(child, 16), -PE_NOMEM);
    assert_int_equal(child->state, PROGRAM_ENDED);
    assert_int_equal(child->vst_count, 0);
    assert_int_equal(child->status, status);
    assert_int_equal(gst_word(child->selector), before);
    for (uint64_t i = 0; i < 2; i++)
        assert_true(HOST_CALL(SYS_INFO, SYS_INFO_PROGRAM, i, HOST_DATA, 256) > 0);
    assert_int_equal(HOST_CALL(SYS_PROG_WAIT, index), (int64_t)status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_returns_to_the_caller),
        cmocka_unit_test(fault_in_the_bottom_frame_ends_the_thread),
        cmocka_unit_test(kill_in_the_middle_of_a_chain),
        cmocka_unit_test(exit_in_a_service_is_a_fault_of_the_service),
        cmocka_unit_test(revocation_wakes_who_waits_in_the_segment),
        cmocka_unit_test(ipc_meets_in_either_order),
        cmocka_unit_test(ipc_share_and_its_end),
        cmocka_unit_test(everything_comes_back_when_a_program_ends),
        cmocka_unit_test(rule_16_a_dead_drivers_device_is_cleared_before_its_pages_are_used_again),
        cmocka_unit_test(rule_16_a_withdrawn_device_is_cleared),
        cmocka_unit_test(devices_begin_in_segment_mode_and_hold_keepable_memory),
        cmocka_unit_test(no_program_is_granted_a_control_page),
        cmocka_unit_test(unwinding_goes_through_plain_frames),
        cmocka_unit_test(refused_calls_are_errors),
        cmocka_unit_test(a_long_chain_of_programs_falls),
        cmocka_unit_test(callbacks_for_later_are_offered_and_taken),
        cmocka_unit_test(a_program_that_could_not_be_renewed_stays_ended),
    };
    return cmocka_run_group_tests(tests, 0, 0);
}
