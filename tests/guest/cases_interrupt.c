/* Chapter 17: interrupts in user mode. SERVER drives the UART (its transmitter asks whenever IER.THRI is set) and the
 * RTC (its alarm); CLIENT is interrupted. DATA2 is the drivers' window: the UART at 0, the RTC at 0x1000. */
#include "guest.h"

enum { UART = 10, RTC = 11, THREAD_LOW = 21, LOW = 2, HIGH = 5, GATE = 6, TOP = 0x2000, OWN = 12, DEVICE_PTE = 0xd7 };
#define UART_IER      ((volatile uint8_t *)PTR(15, 0x10000001))
#define RTC_AT(n)     ((volatile uint32_t *)PTR(15, 0x101000 + (n)))
#define ALL_REGISTERS "1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"
/* The handler's last acts: it takes the request back at the device (window in sg5), and returns. */
#define QUIET_UART "li t0, 3\n sg.load 5, t0\n li t0, 5\n slli t0, t0, 60\n sb zero, 1(t0)\n"

static __attribute__((aligned(64))) struct xs_binding bindings[XS_SOURCES];
static __attribute__((aligned(64))) struct xs_ithread threads[XS_LEVELS];
static __attribute__((aligned(64))) struct xs_frame own[OWN]; /* the hart's linkage stack */

static uint64_t physical(const volatile void *p)
{
    return (uint64_t)p & (((uint64_t)1 << 60) - 1);
}

static void set_thread(unsigned level, unsigned selector)
{
    struct xs_ithread t = {0};
    xs_ithread_set_valid(&t, 1);
    xs_ithread_set_selector(&t, selector);
    xs_ithread_set_generation(&t, GENERATION);
    xs_ithread_set_top(&t, TOP);
    xs_ithread_set_lw(&t, TOP);
    xs_ithread_set_tid(&t, 70 + level);
    threads[level] = t;
}

static void bind(unsigned source, unsigned level, const char *label)
{
    struct xs_gate g = plain_gate(label);
    xs_gate_set_kind(&g, XS_GATE_INTERRUPT);
    set_gate(SERVER, GATE + (source == RTC), &g);
    struct xs_binding b = {0};
    xs_binding_set_valid(&b, 1);
    xs_binding_set_selector(&b, SERVER);
    xs_binding_set_generation(&b, GENERATION);
    xs_binding_set_gate(&b, GATE + (source == RTC));
    xs_binding_set_level(&b, level);
    xs_binding_set_badge(&b, 0xbad0 + source);
    xs_binding_set_budget(&b, 1000);
    xs_binding_set_period(&b, 100000);
    bindings[source] = b;
}

/* UART at level LOW, RTC at level HIGH, each with an interrupt thread of its own. */
static void prepare(const char *uart, const char *rtc)
{
    *UART_IER = 0;
    *RTC_AT(0x1c) = 0;
    *RTC_AT(0x14) = 0;
    struct xs_desc d = get_desc(SECRET);
    xs_desc_set_kind(&d, XS_KIND_THREAD);
    xs_desc_set_limit(&d, TOP);
    set_desc(THREAD_LOW, &d);
    set_thread(LOW, THREAD_LOW);
    set_thread(HIGH, THREAD2);
    set_pte(DATA2, 0, 0x10000000 >> 12 << 10 | DEVICE_PTE);
    set_pte(DATA2, 0x1000, 0x101000 >> 12 << 10 | DEVICE_PTE);
    for (unsigned i = 0; i < XS_SOURCES; i++)
        bindings[i] = (struct xs_binding){0};
    bind(UART, LOW, uart);
    bind(RTC, HIGH, rtc);
    csr_write(CSR_XIBIND, physical(bindings));
    csr_write(CSR_XITHREAD, physical(threads));
    csr_write(CSR_XILBASE, physical(own));
    csr_write(CSR_XILLIM, physical(own + OWN));
    csr_write(CSR_XIRUN, 0);
}

static void finish(void)
{
    *UART_IER = 0;
    *RTC_AT(0x1c) = 0;
    csr_write(CSR_XIBIND, 0);
    csr_write(CSR_XIRUN, 0);
    csr_write(CSR_XIDONE, UART); /* handlers that were left in the middle */
    csr_write(CSR_XIDONE, RTC);
}

static void ask(void)
{
    *UART_IER = 2;
}

USER(i_two, "nop\n nop\n ecall");
USER(i_quiet, QUIET_UART "sg.ret");
/* Looks, takes a register of the interrupted code for itself, writes to its stack, overwrites every register. */
USER(i_rude, ".irp r," ALL_REGISTERS "\n sd x\\r, -8*\\r(sp)\n .endr\n sd sp, -16(sp)\n" QUIET_UART
             "li t0, 3\n sg.load 3, t0\n sg.load 4, t0\n sg.clr 0xfff\n"
             ".irp r,2," ALL_REGISTERS "\n li x\\r, -1\n .endr\n sg.ret");
USER(i_load3, "sg.load 3, a2\n ecall");

struct seen {
    uint64_t v, w, g, lsp, lslim, lw, s1, s2, base, limit, tid, serial, fpe, valid;
};
static struct seen look(void)
{
    return (struct seen){csr_read(CSR_XSV),     csr_read(CSR_XSW),    csr_read(CSR_XSG),  csr_read(CSR_XLSP),
                         csr_read(CSR_XLSLIM),  csr_read(CSR_XSLW),   csr_read(CSR_XS1),  csr_read(CSR_XS2),
                         csr_read(CSR_XS2BASE), csr_read(CSR_XS2LIM), csr_read(CSR_XTID), csr_read(CSR_XSERIAL),
                         csr_read(CSR_XFPE),    csr_read(CSR_XSVALID)};
}

static bool same(const struct seen *a, const struct seen *b)
{
    const uint64_t *p = (const uint64_t *)a, *q = (const uint64_t *)b;
    for (unsigned i = 0; i < sizeof *a / 8; i++)
        if (p[i] != q[i])
            return false;
    return true;
}

CASE(claim_O9_interrupted_code_loses_nothing_and_shows_nothing)
{
    prepare(i_rude, i_quiet);
    *(uint64_t *)page_of(DATA, 0) = 4711;
    user.x[A2] = TO_DATA;
    go(i_load3);
    *(uint64_t *)page_of(THREAD, 7) = 99;
    struct seen before = look();
    for (unsigned r = 1; r < 32; r++)
        user.x[r] = r == SP ? PTR(2, STACK_TOP - 0x100) : 0x5ec0 + r;
    uint64_t entries = csr_read(0xc03), interrupts = csr_read(0xc1a);
    ask();
    go(i_two);
    expect_ecall();
    expect(csr_read(0xc1a) - interrupts == 1 && csr_read(0xc03) - entries == 1); /* the ecall is the one entry */
    for (unsigned r = 1; r < 32; r++)
        expect(user.x[r] == (r == SP ? PTR(2, STACK_TOP - 0x100) : 0x5ec0 + r));
    struct seen after = look();
    expect(same(&before, &after));
    expect(*(uint64_t *)page_of(THREAD, 7) == 99);
    const uint64_t *shown = (const uint64_t *)(page_of(SECRET, 1) + 0x1000);
    for (unsigned r = 1; r < 32; r++)
        expect(shown[-(int)r] == (r == SP ? PTR(2, TOP) : 0));
    finish();
}

USER(i_read3, "li t0, 3\n slli t0, t0, 60\n ld a0, (t0)\n sg.ret");
USER(i_stack, "li t0, 2\n slli t0, t0, 60\n li t1, 0x7f00\n add t0, t0, t1\n ld a0, (t0)\n sg.ret");
USER(i_thread_vst, "li t0, 0x8002\n sg.load 3, t0\n sg.ret");
USER(i_caller, "li t0, 0x7fff\n sg.call t0, zero, 0\n sg.ret");
USER(i_fp, "fmv.d.x fa0, zero\n sg.ret");
USER(i_who, "sg.qry a0, x0, x0, 0\n sd a0, -8(sp)\n sg.qry a0, x0, x0, 1\n sd a0, -16(sp)\n" QUIET_UART "sg.ret");

static bool handler_trapped(const char *handler, uint64_t cause, uint64_t reason, uint64_t stval)
{
    fresh();
    prepare(handler, i_quiet);
    user.x[A2] = TO_DATA;
    go(i_load3);
    ask();
    go(i_two);
    bool ok = trapped(cause, reason, stval) && csr_read(CSR_XIRUN) == (UART | LOW << 16);
    finish();
    return ok;
}

CASE(g17_3_a_handler_has_neither_segments_nor_thread_table_nor_caller_nor_fp)
{
    expect(handler_trapped(i_read3, XS_CAUSE_SEGMENT_ACCESS, XS_REASON_INVISIBLE, PTR(3, 0)));
    expect(handler_trapped(i_stack, XS_CAUSE_SEGMENT_ACCESS, XS_REASON_BOUNDS, PTR(2, 0x7f00)));
    expect(handler_trapped(i_thread_vst, XS_CAUSE_SEGMENT_LOAD, XS_REASON_THREAD_VST, 0x8002));
    expect(handler_trapped(i_caller, XS_CAUSE_FAR_CALL, XS_REASON_CALLER, XS_VSEL_CALLER));
    expect(handler_trapped(i_fp, ILLEGAL, 0, 0));
}

CASE(g17_3_a_handler_knows_its_badge_and_its_own_thread)
{
    prepare(i_who, i_quiet);
    ask();
    go(i_two);
    expect_ecall();
    const uint64_t *shown = (const uint64_t *)(page_of(SECRET, 1) + 0x1000);
    expect(shown[-1] == 0xbad0 + UART && shown[-2] == 70 + LOW);
    finish();
}

USER(i_in_driver, "nop\n nop\n li a7, 1\n ecall\n sg.ret");

CASE(claim_D13_handler_runs_whether_or_not_the_driver_does)
{
    uint64_t entries, interrupts;
    for (unsigned driver_runs = 0; driver_runs < 2; driver_runs++) {
        fresh();
        prepare(i_quiet, i_quiet);
        serve(SERVER, i_in_driver);
        entries = csr_read(0xc03);
        interrupts = csr_read(0xc1a);
        ask();
        if (driver_runs)
            go_call(0);
        else
            go(i_two);
        expect_ecall();
        expect(csr_read(0xc1a) - interrupts == 1 && csr_read(0xc03) - entries == 1);
        finish();
    }
    note("kernel entries from request to completion:", csr_read(0xc03) - entries - 1);
}

/* CLIENT's code makes the request itself, through a window of the device; the handler notes instret first of all. */
USER(i_request, "li t0, 5\n slli t0, t0, 60\n li t1, 2\n csrr a3, instret\n sb t1, 1(t0)\n nop\n ecall");
USER(i_clock, "csrr a0, instret\n sd a0, -8(sp)\n" QUIET_UART "sg.ret");
USER(i_load5, "sg.load 5, a2\n ecall");

CASE(claim_D13_no_instruction_between_request_and_handler)
{
    prepare(i_clock, i_quiet);
    user.x[A2] = TO_DATA2;
    go(i_load5);
    go(i_request);
    expect_ecall();
    uint64_t handler = ((const uint64_t *)(page_of(SECRET, 1) + 0x1000))[-1];
    expect(handler - user.x[A3] == 2); /* the read of instret and the store; then the handler's first */
    note("irq_to_handler_instructions:", handler - user.x[A3] - 2);
    finish();
}

USER(i_alarm, "sd ra, -8(sp)\n li t0, 3\n sg.load 6, t0\n li t0, 6\n slli t0, t0, 60\n lui t1, 1\n add t0, t0, t1\n"
              "sw zero, 0x1c(t0)\n csrr a0, instret\n sd a0, -16(sp)\n sg.ret");
/* Sets the alarm off in mid-handler: the RTC is more urgent. Its own state is whole after it. */
USER(i_nested, "li s1, 77\n li t0, 3\n sg.load 6, t0\n li t0, 6\n slli t0, t0, 60\n lui t1, 1\n add t0, t0, t1\n"
               "li t2, 1\n sw t2, 0x10(t0)\n sw zero, 0x0c(t0)\n sw zero, 0x08(t0)\n lw t3, 0x18(t0)\n"
               "sd s1, -8(sp)\n sd t0, -16(sp)\n" QUIET_UART "sg.ret");

CASE(g17_6_a_more_urgent_source_interrupts_a_handler)
{
    prepare(i_nested, i_alarm);
    uint64_t interrupts = csr_read(0xc1a), entries = csr_read(0xc03);
    struct seen before = look();
    ask();
    go(i_two);
    expect_ecall();
    expect(csr_read(0xc1a) - interrupts == 2 && csr_read(0xc03) - entries == 1);
    const uint64_t *low = (const uint64_t *)(page_of(SECRET, 1) + 0x1000);
    const uint64_t *high = (const uint64_t *)(page_of(THREAD2, 1) + 0x1000);
    expect(low[-1] == 77 && low[-2] == PTR(6, 0x1000)); /* sg6 too was still its own: it read the device after */
    expect(high[-1] == 0 && high[-2] != 0);
    struct seen after = look();
    expect(same(&before, &after));
    finish();
}

CASE(g17_6_an_equally_urgent_source_waits)
{
    prepare(i_nested, i_alarm);
    bind(RTC, LOW, i_alarm);
    uint64_t interrupts = csr_read(0xc1a);
    ask();
    go(i_two);
    expect_ecall();
    expect(csr_read(0xc1a) - interrupts == 2); /* one after the other */
    const uint64_t *low = (const uint64_t *)(page_of(SECRET, 1) + 0x1000);
    expect(low[-1] == 0 && low[-2] != 0); /* the second wrote over what the first had left */
    finish();
}

USER(i_endless, "1: addi a0, a0, 1\n sd a0, -8(sp)\n j 1b");

CASE(g17_5_an_endless_handler_traps_when_its_budget_is_used_up)
{
    prepare(i_endless, i_quiet);
    ask();
    go(i_two);
    expect_fault(INTERRUPT, BUDGET, UART);
    expect(xs_binding_masked(&bindings[UART]) && csr_read(CSR_XIRUN) == (UART | LOW << 16));
    expect(csr_read(CSR_XILEFT) == 0 && user.x[A0] == 334); /* 1000 instructions, three to a round */
    csr_write(CSR_XILEFT, 30);                              /* the kernel may let it go on */
    enter_user(&user);
    expect_fault(INTERRUPT, BUDGET, UART);
    expect(user.x[A0] == 344);
    finish();
}

/* What a kernel does when a handler faults: RETURN's restore on the saved state. */
static void pop(void)
{
    uint64_t lsp = csr_read(CSR_XLSP);
    const struct xs_frame *f = (const struct xs_frame *)PTR(15, lsp);
    const struct xs_state *s = (const struct xs_state *)PTR(15, lsp - XS_FRAME_SIZE);
    struct xs_irun run = {{csr_read(CSR_XIRUN)}};
    xs_ithread_set_lw(&threads[xs_irun_level(&run)], csr_read(CSR_XSLW));
    csr_write(CSR_XIDONE, xs_irun_source(&run));
    csr_write(CSR_XIRUN, s->w[10]);
    csr_write(CSR_XILEFT, s->w[11]);
    csr_write(CSR_XSV, xs_frame_v(f));
    csr_write(CSR_XSW, xs_frame_w(f));
    csr_write(CSR_XSG, xs_frame_g(f));
    csr_write(CSR_XS1, f->w[8]);
    csr_write(CSR_XS2, s->w[0]);
    csr_write(CSR_XS2BASE, s->w[1]);
    csr_write(CSR_XS2LIM, s->w[2]);
    csr_write(CSR_XLSP, s->w[3]);
    csr_write(CSR_XLSLIM, s->w[4]);
    csr_write(CSR_XSLW, s->w[5]);
    csr_write(CSR_XTID, s->w[8]);
    csr_write(CSR_XSERIAL, s->w[9]);
    csr_write(CSR_XFPE, xs_frame_fpe(f));
    for (unsigned r = 1; r < 32; r++)
        user.x[r] = s->w[XS_STATE_X / 8 + r];
    user.pc = xs_frame_pc(f);
}

CASE(g17_7_the_kernel_pops_a_handler_that_faults)
{
    prepare(i_read3, i_quiet);
    user.x[A2] = TO_DATA;
    go(i_load3);
    struct seen before = look();
    for (unsigned r = 1; r < 32; r++)
        user.x[r] = r == SP ? PTR(2, STACK_TOP) : 0x5ec0 + r;
    ask();
    go(i_two);
    expect_fault(SEGMENT_ACCESS, INVISIBLE, PTR(3, 0));
    xs_binding_set_masked(&bindings[UART], 1);
    pop();
    struct seen after = look();
    expect(same(&before, &after));
    enter_user(&user);
    expect_ecall(); /* the source is masked: nothing comes between */
    for (unsigned r = 1; r < 32; r++)
        expect(user.x[r] == (r == SP ? PTR(2, STACK_TOP) : 0x5ec0 + r));
    finish();
}

CASE(g17_2_the_kernel_is_not_interrupted_and_its_wfi_ends)
{
    prepare(i_quiet, i_quiet);
    uint64_t interrupts = csr_read(0xc1a);
    ask();
    __asm__ volatile("nop\n wfi\n nop"); /* sie is 0: the bound source alone ends it */
    expect(csr_read(0xc1a) == interrupts);
    go(i_two);
    expect(csr_read(0xc1a) == interrupts + 1);
    ask();
    csr_write(CSR_XIBIND, 0); /* no table: the source is the kernel's */
    go(i_two);
    expect_ecall();
    expect(csr_read(0xc1a) == interrupts + 1);
    finish();
}

CASE(g17_4_what_cannot_be_delivered_is_masked_and_told)
{
    prepare(i_quiet, i_quiet);
    revoke(SERVER);
    ask();
    user.x[A0] = 5;
    go(i_two);
    expect_fault(INTERRUPT, STALE, UART);
    expect(xs_binding_masked(&bindings[UART]) && csr_read(CSR_XIRUN) == 0 && user.x[A0] == 5);
    expect(csr_read(CSR_XS2) == (THREAD | (uint64_t)GENERATION << 32));
    enter_user(&user);
    expect_ecall();
    finish();
}

USER(i_dirty, "li t0, 1234\n sd t0, -64(sp)\n" QUIET_UART "sg.ret");

CASE(g17_3_the_stack_is_wiped_when_the_driver_changes)
{
    const uint64_t *low = (const uint64_t *)(page_of(SECRET, 1) + 0x1000);
    prepare(i_dirty, i_quiet);
    ask();
    go(i_two);
    expect(low[-8] == 1234 && xs_ithread_lw(&threads[LOW]) == TOP - 64);
    struct xs_gate g = plain_gate(i_quiet);
    xs_gate_set_kind(&g, XS_GATE_INTERRUPT);
    set_gate(OTHER, 0, &g);
    bind(UART, LOW, i_quiet);
    ask();
    go(i_two);
    expect(low[-8] == 1234); /* the same driver: nothing to hide */
    xs_binding_set_selector(&bindings[UART], OTHER);
    xs_binding_set_gate(&bindings[UART], 0);
    ask();
    go(i_two);
    expect_ecall();
    expect(low[-8] == 0);
    finish();
}

USER(i_call, "li t0, 4\n sg.call t0, zero, 0\n sd t0, -8(sp)\n" QUIET_UART "sg.ret");

CASE(g17_3_a_handler_may_call_but_not_into_fp)
{
    prepare(i_call, i_quiet);
    ask();
    go(i_two);
    expect_ecall();
    struct xs_gate g = plain_gate(i_quiet);
    xs_gate_set_fp(&g, 1);
    fresh();
    prepare(i_call, i_quiet);
    set_gate(OTHER, 0, &g);
    ask();
    go(i_two);
    expect_fault(FAR_CALL, FP_IN_HANDLER, TO_OTHER);
    finish();
}

USER(i_three, "nop\n nop\n nop\n ecall");

CASE(g20_6_an_interrupt_freezes_the_deadline)
{
    prepare(i_quiet, i_quiet);
    csr_write(CSR_XDL, 100);
    ask();
    go(i_three);
    expect_ecall();
    expect(csr_read(CSR_XDL) == 97 && csr_read(CSR_XIRUN) == 0);
    csr_write(CSR_XDL, 3); /* the handler's instructions alone would be more */
    ask();
    go(i_three);
    expect_fault(DEADLINE, DEADLINE, 0);
    expect(csr_read(CSR_XIRUN) == 0);
    finish();
}

CASE(g20_6_a_handler_has_no_deadline_but_its_budget)
{
    struct xs_gate g = plain_gate(i_quiet);
    prepare(i_call, i_quiet);
    csr_write(CSR_XDL, 100);
    xs_gate_set_time(&g, 500); /* fits its budget, not what the interrupted code has */
    set_gate(OTHER, 0, &g);
    ask();
    go(i_two);
    expect_ecall();
    expect(csr_read(CSR_XDL) == 98);
    xs_gate_set_time(&g, 1001);
    set_gate(OTHER, 0, &g);
    inval(OTHER, 0, 2);
    ask();
    go(i_two);
    expect_fault(FAR_CALL, TIME, TO_OTHER);
    finish();
}
