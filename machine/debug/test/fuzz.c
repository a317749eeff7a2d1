/* Malformed packets: whatever a client sends, the server lives and answers the next good packet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "tests.h"

static const char *const corpus[] = {
    "?",
    "g",
    "p20",
    "p45",
    "P5=0011223344556677",
    "m80000000,40",
    "M80000100,4:01020304",
    "X80000100,4:abcd",
    "c",
    "s",
    "C05;80000000",
    "S05",
    "Z0,80000008,4",
    "z0,80000008,4",
    "Z2,80000040,8",
    "z2,80000040,8",
    "Z4,80000040,4",
    "Hg1",
    "Hc-1",
    "T1",
    "qSupported:swbreak+;",
    "qXfer:features:read:target.xml:0,100",
    "qRcmd,73656773",
    "qRcmd,6672616d6573",
    "qC",
    "qfThreadInfo",
    "qThreadExtraInfo,1",
    "qAttached",
    "vCont?",
    "vCont;c",
    "vCont;s:1;c",
    "vCont;C05:1;s:ffffffff",
    "QStartNoAckMode",
    "",
    "G",
    "vKill;1",
};

static size_t mutate(char *to, size_t room)
{
    const char *seed = corpus[(unsigned)rand() % (sizeof corpus / sizeof *corpus)];
    size_t size = (size_t)snprintf(to, room, "%s", seed);
    for (int n = rand() % 4; n > 0; n--) {
        size_t at = size ? (size_t)rand() % size : 0;
        switch (rand() % 4) {
        case 0: to[at] = (char)(rand() % 255 + 1); break;
        case 1: to[at] = "0123456789abcdef,:;=#$}*"[rand() % 24]; break;
        case 2: size = at; break;
        default:
            while (size < room / 2 && rand() % 8)
                to[size++] = "0f8,:"[rand() % 5];
            break;
        }
    }
    return size;
}

static void send_one(struct debug_rig *r)
{
    char packet[512], tail[4];
    size_t size = mutate(packet, sizeof packet);
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += (unsigned char)packet[i];
    snprintf(tail, sizeof tail, "#%02x", (sum + (rand() % 16 == 0)) & 0xff);
    if (rand() % 8)
        debug_write(r, "$", 1);
    debug_write(r, packet, size);
    if (rand() % 8)
        debug_write(r, tail, 3);
    debug_settle(r);
}

static void run_a_little(struct debug_rig *r)
{
    if (gdb_state(r->gdb) != GDB_RUNNING)
        return;
    if (machine_run(r->machine, 50) == MACHINE_BREAKPOINT)
        gdb_stopped(r->gdb);
    debug_write(r, "+#00\x03", 5);
    debug_settle(r);
}

static void random_packets_never_hurt(void **state)
{
    unsigned seed = (unsigned)time(NULL);
    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    struct debug_rig *r = debug_rig_new();
    for (unsigned round = 0; round < 20000; round++) {
        send_one(r);
        run_a_little(r);
        if (gdb_state(r->gdb) == GDB_KILLED || gdb_state(r->gdb) == GDB_ABSENT) {
            debug_rig_free(r);
            r = debug_rig_new();
        }
    }
    debug_write(r, "#00#00#00", 9); /* out of any packet that hangs open */
    debug_settle(r);
    run_a_little(r);
    assert_string_equal(debug_ask(r, "qfThreadInfo"), "m1");
    debug_rig_free(r);
}

static void a_client_that_goes_away_leaves_the_machine_running(void **state)
{
    struct debug_rig *r = debug_rig_new();
    (void)state;
    debug_write(r, "$Z0,80000008,4#", 15);
    debug_settle(r);
    shutdown(r->fd, 2);
    debug_settle(r);
    assert_int_equal(gdb_state(r->gdb), GDB_ABSENT);
    assert_int_equal(machine_run(r->machine, 100), MACHINE_BUDGET);
    debug_rig_free(r);
}

int run_fuzz(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_packets_never_hurt),
        cmocka_unit_test(a_client_that_goes_away_leaves_the_machine_running),
    };
    return cmocka_run_group_tests_name("hostile clients", tests, NULL, NULL);
}
