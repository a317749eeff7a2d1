/* The server's commands, as a client without gdb's own knowledge sends them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/layout.h"
#include "abi/platform.h"
#include "debug/gdb_regs.h"
#include "tests.h"

static struct debug_rig *r;

static int setup(void **state)
{
    (void)state;
    r = debug_rig_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    debug_rig_free(r);
    return 0;
}

static const char *ask(const char *packet)
{
    return debug_ask(r, packet);
}

/* Runs the machine as the session would. */
static const char *run(void)
{
    assert_int_equal(gdb_state(r->gdb), GDB_RUNNING);
    if (machine_run(r->machine, 1000) == MACHINE_BREAKPOINT)
        gdb_stopped(r->gdb);
    debug_settle(r);
    return r->reply;
}

static unsigned number_of(const char *name)
{
    struct gdb_reg reg;
    for (unsigned n = 0; gdb_reg_at(n, &reg); n++)
        if (strcmp(reg.name, name) == 0)
            return n;
    fail_msg("no register %s", name);
    return 0;
}

static const char *read_register(const char *name)
{
    char packet[32];
    snprintf(packet, sizeof packet, "p%x", number_of(name));
    return ask(packet);
}

static void it_says_what_it_can_do(void **state)
{
    (void)state;
    const char *reply = ask("qSupported:swbreak+;xmlRegisters=riscv");
    assert_non_null(strstr(reply, "qXfer:features:read+"));
    assert_non_null(strstr(reply, "PacketSize=3fff"));
    assert_string_equal(ask("?"), "T05thread:1;");
    assert_string_equal(ask("qC"), "QC1");
    assert_string_equal(ask("qfThreadInfo"), "m1");
    assert_string_equal(ask("qsThreadInfo"), "l");
    assert_string_equal(ask("vMustReplyEmpty"), "");
    assert_string_equal(ask("unknown"), "");
    assert_string_equal(ask("Hg0"), "OK");
    assert_string_equal(ask("Hg2"), "E01");
}

static void the_description_names_every_register(void **state)
{
    char packet[64], *whole = calloc(1, 100000);
    struct gdb_reg reg;
    size_t size = 0;
    (void)state;
    for (char more = 'm'; more == 'm';) {
        snprintf(packet, sizeof packet, "qXfer:features:read:target.xml:%zx,7ff", size);
        const char *reply = ask(packet);
        more = reply[0];
        strcpy(whole + size, reply + 1);
        size += strlen(reply + 1);
    }
    assert_non_null(strstr(whole, "org.postern.xseg"));
    for (unsigned n = 0; gdb_reg_at(n, &reg); n++) {
        snprintf(packet, sizeof packet, "name=\"%s\" ", reg.name);
        assert_non_null(strstr(whole, packet));
        assert_true(strlen(read_register(reg.name)) == 2 * reg.size);
    }
    assert_string_equal(ask("qXfer:features:read:target.xml:ffffffff,10"), "l");
    free(whole);
}

static void registers_are_read_and_written(void **state)
{
    (void)state;
    assert_string_equal(ask("P20=1000008000000000"), "OK");
    assert_string_equal(read_register("pc"), "1000008000000000");
    assert_string_equal(ask("P0=ffffffffffffffff"), "OK");
    assert_string_equal(read_register("zero"), "0000000000000000");
    char g[1100];
    snprintf(g, sizeof g, "G%s", ask("g"));
    assert_int_equal(strlen(g), 1 + 33 * 16);
    assert_string_equal(ask(g), "OK");
    g[100] = 0;
    assert_string_equal(ask(g), "E01");
    assert_string_equal(ask("pffff"), "E01");
    assert_string_equal(ask("P5"), "E01");
    assert_string_equal(ask("P5=12"), "E01");
}

static void segment_registers_are_shown_and_guarded(void **state)
{
    struct xs_hart *s = hart_segment(machine_hart(r->machine, 0));
    (void)state;
    struct xs_reg image = {{0x0000000706000123, 0x1000, 0x3000, 0}}; /* rw, valid, generation 7 */
    image.w[0] |= 1 << 24;
    xs_put_image(s, 4, &image);
    assert_string_equal(read_register("sg4"), "2301000707000000001000000000000000300000000000000000000000000000");
    char packet[128];
    snprintf(packet, sizeof packet, "P%x=%064d", number_of("sg4"), 0);
    assert_string_equal(ask(packet), "E01");
}

static void memory_is_read_and_written(void **state)
{
    (void)state;
    assert_string_equal(ask("m80000000,8"), "1303130023b06504");
    assert_string_equal(ask("M80001000,4:deadbeef"), "OK");
    assert_string_equal(ask("X80001002,2:xy"), "OK");
    assert_string_equal(ask("m80001000,4"), "dead7879");
    assert_string_equal(ask("m0,8"), "E01");
    assert_string_equal(ask("m803ffffc,10"), "00000000");
    assert_string_equal(ask("mffffffffffffffff,ffffffffffffffff"), "E01");
    assert_string_equal(ask("M80001000,4:dead"), "E01");
    assert_string_equal(ask("M80001000,ffffffffffffffff:00"), "E01");
    assert_string_equal(ask("M0,1:00"), "E01");
    assert_string_equal(ask("X80001000,9:xy"), "E01");
}

static void steps_go_one_instruction(void **state)
{
    (void)state;
    assert_string_equal(ask("s"), "T05thread:1;");
    assert_string_equal(read_register("pc"), "0400008000000000");
    assert_string_equal(ask("vCont;s:1;c"), "T05thread:1;");
    assert_string_equal(ask("s80000000"), "T05thread:1;");
    assert_string_equal(read_register("pc"), "0400008000000000");
}

static void breakpoints_stop_and_are_forgotten_by_detaching(void **state)
{
    (void)state;
    ask("qSupported:swbreak+");
    assert_string_equal(ask("Z0,80000008,4"), "OK");
    assert_string_equal(ask("Z0,80000008,4"), "OK");
    ask("c");
    assert_non_null(strstr(run(), "T05thread:1;swbreak:;"));
    assert_string_equal(read_register("pc"), "0800008000000000");
    ask("vCont;c");
    assert_non_null(strstr(run(), "T05"));
    assert_string_equal(ask("z0,80000008,4"), "OK");
    ask("c");
    assert_string_equal(run(), "");
    debug_write(r, "\x03", 1);
    debug_settle(r);
    assert_non_null(strstr(r->reply, "T02thread:1;"));
    ask("Z0,80000008,4");
    assert_string_equal(ask("D"), "OK");
    assert_int_equal(gdb_state(r->gdb), GDB_ABSENT);
    assert_int_equal(machine_run(r->machine, 1000), MACHINE_BUDGET);
}

static void watchpoints_name_the_address(void **state)
{
    uint64_t a1 = hart_get_reg(machine_hart(r->machine, 0), 11) + 64;
    char packet[64], expected[64];
    (void)state;
    snprintf(packet, sizeof packet, "Z2,%llx,8", (unsigned long long)a1);
    snprintf(expected, sizeof expected, "watch:%llx;", (unsigned long long)a1);
    assert_string_equal(ask(packet), "OK");
    ask("c");
    assert_non_null(strstr(run(), expected));
    assert_string_equal(read_register("pc"), "0800008000000000"); /* after the store */
    packet[0] = 'z';
    assert_string_equal(ask(packet), "OK");
    packet[0] = 'Z';
    packet[1] = '3';
    assert_string_equal(ask(packet), "OK");
    ask("c");
    assert_non_null(strstr(run(), "rwatch:"));
    assert_string_equal(read_register("pc"), "0c00008000000000"); /* after the load */
    assert_string_equal(ask("Z2,80000000,0"), "E01");
    assert_string_equal(ask("Z2,80000000,ffffffff"), "E01");
    assert_string_equal(ask("Z5,80000000,4"), "");
}

static void too_many_breakpoints_are_refused(void **state)
{
    char packet[64];
    unsigned taken = 0;
    (void)state;
    for (unsigned n = 0; n < 200; n++) {
        snprintf(packet, sizeof packet, "Z0,%x,4", 0x80010000 + 4 * n);
        taken += strcmp(ask(packet), "OK") == 0;
    }
    assert_in_range(taken, 32, 199);
}

static void monitor_commands_answer_in_text(void **state)
{
    (void)state;
    assert_string_equal(ask("qRcmd,73656773"), "OK"); /* segs */
    assert_non_null(strstr(r->reply, "$O7367"));      /* "sg..." */
    assert_string_equal(ask("qRcmd,6672616d6573"), "OK");
    assert_string_equal(ask("qRcmd,636f756e74657273"), "OK");
    assert_string_equal(ask("qRcmd,68617368"), "OK");
    assert_string_equal(ask("qRcmd,64657669636573"), "OK"); /* devices */
    assert_null(strstr(r->reply, "$O7"));                   /* none is in segment mode */
    assert_true(bus_store(machine_bus(r->machine), PLAT_DMACTL0_BASE + XS_DMACTL_MODE, 8, 1));
    assert_string_equal(ask("qRcmd,64657669636573"), "OK");
    assert_non_null(strstr(r->reply, "$O76697274696f303a")); /* "virtio0:..." */
    assert_string_equal(ask("qRcmd,00"), "OK");
    assert_string_equal(ask("qRcmd,zz"), "E01");
}

static void a_lost_reply_is_sent_again(void **state)
{
    (void)state;
    ask("qC");
    debug_write(r, "-", 1);
    debug_settle(r);
    assert_string_equal(r->reply, "$QC1#c5");
    debug_write(r, "$qC#00", 6);
    debug_settle(r);
    assert_string_equal(r->reply, "-");
}

static void kill_is_kill(void **state)
{
    (void)state;
    ask("k");
    assert_int_equal(gdb_state(r->gdb), GDB_KILLED);
}

int run_server(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(it_says_what_it_can_do),
        CASE(the_description_names_every_register),
        CASE(registers_are_read_and_written),
        CASE(segment_registers_are_shown_and_guarded),
        CASE(memory_is_read_and_written),
        CASE(steps_go_one_instruction),
        CASE(breakpoints_stop_and_are_forgotten_by_detaching),
        CASE(watchpoints_name_the_address),
        CASE(too_many_breakpoints_are_refused),
        CASE(monitor_commands_answer_in_text),
        CASE(a_lost_reply_is_sent_again),
        CASE(kill_is_kill),
    };
    return cmocka_run_group_tests_name("gdb server", tests, NULL, NULL);
}
