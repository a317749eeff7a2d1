/* A program of the boot image that serves an endpoint is started again in its place: its callers' entries lead to the new instance, and the
 * buffers that they share with it stay shared. One ELF: the server (argument 1), the client who manages it (0), another client (2). */
#include "bare.h"

enum { ECHO = 1, SERVER = 2, BOARD = 3, SECOND = 4, ROUNDS = 50, BADGE = 42, CALLS = 100 };
enum { COUNT, LOOK, STAY }; /* what a message asks for */

/* --- server --- */
static _Noreturn void serve(void)
{
    struct answer m = {{0}};
    s64 answer = 0, calls = 0;

    for (;;) {
        ecall6(SYS_IPC_REPLY_WAIT, ECHO, (u64)answer, m.a[5], 0, 0, 0, &m);
        calls++;
        answer = calls;
        if (m.a[1] == STAY)
            CALL(SYS_SLEEP, 1 << 30);
        if (m.a[1] == LOOK && m.a[6])
            LOAD_SEGMENT(5, m.a[6]);
        if (m.a[1] == LOOK)
            answer = m.a[6] ? *(volatile s64 *)SEGMENT(5) : -1;
    }
}

/* --- clients --- */
static u64 badge;
static s64 ask(u64 what)
{
    struct answer m;
    s64 answer = ecall6(SYS_IPC_CALL, ECHO, what, 0, 0, 0, 0, &m);
    badge = m.a[1];
    return answer;
}

static _Noreturn void be_second(void)
{
    for (;;) {
        s64 answer = ask(COUNT);
        LOAD_SEGMENT(6, BOARD);
        *(volatile s64 *)SEGMENT(6) = answer;
        CALL(SYS_SLEEP, 500);
    }
}

static s64 seconds_answer(void)
{
    CALL(SYS_SLEEP, 3000);
    LOAD_SEGMENT(6, BOARD);
    return *(volatile s64 *)SEGMENT(6);
}

static volatile s64 told[3];
static void ask_and_tell(u64 what)
{
    told[what] = ask(what);
    CALL(SYS_EXIT, 0);
}

static s64 kill_and_restart(u64 program)
{
    CALL(SYS_PROG_KILL, program);
    return CALL(SYS_PROG_RESTART, program);
}

static u64 cost(void)
{
    ask(COUNT);
    u64 from = counter_instret();
    for (unsigned i = 0; i < CALLS; i++)
        ask(COUNT);
    return counter_instret() - from;
}

static s64 share(void)
{
    s64 segment = CALL(SYS_SEG_CREATE, 4096, 0);
    LOAD_SEGMENT(5, segment);
    *(volatile s64 *)SEGMENT(5) = 77;
    truth("a buffer is shared", CALL(SYS_IPC_SHARE, ECHO, segment) > 0);
    is("the server reads it", ask(LOOK), 77);
    return segment;
}

static void end(void)
{
    CALL(SYS_THREAD_CREATE, 0xffff, ask_and_tell, STAY, 4096, 10);
    CALL(SYS_SLEEP, 1000);
    CALL(SYS_THREAD_CREATE, 0xffff, ask_and_tell, COUNT, 4096, 10);
    CALL(SYS_SLEEP, 1000);
    is("the server is killed", CALL(SYS_PROG_KILL, SERVER), 0);
    CALL(SYS_SLEEP, 1000);
    is("claim_O10_who_waits_for_its_answer_is_told", told[STAY], -PE_KILLED);
    is("claim_O10_who_waits_for_the_server_is_told", told[COUNT], -PE_REVOKED);
    is("claim_O10_a_message_before_the_restart_is_told", ask(COUNT), -PE_REVOKED);
    is("so is who would share a buffer", CALL(SYS_IPC_SHARE, ECHO, 0), -PE_REVOKED);
    is("nobody else may serve", CALL(SYS_IPC_REPLY_WAIT, ECHO), -PE_PERM);
}

static u64 pages_free(void)
{
    struct info_kernel k;
    CALL(SYS_INFO, SYS_INFO_KERNEL, 0, &k, sizeof k);
    return k.pages_free;
}

static void leaks(void)
{
    s64 errors = 0, wrong = 0;
    kill_and_restart(SERVER);
    u64 before = pages_free();
    for (unsigned i = 0; i < ROUNDS; i++) {
        errors += kill_and_restart(SERVER);
        wrong += ask(COUNT) <= 0 || ask(LOOK) != 77;
    }
    is("fifty restarts", errors, 0);
    is("claim_O10_each_answers_and_has_the_buffer", wrong, 0);
    is("claim_O10_restarts_of_a_server_leak_nothing", (s64)(before - pages_free()), 0);
}

/* A client is made again while there is no server. */
static void apart(void)
{
    truth("another client is answered", seconds_answer() > 0);
    CALL(SYS_PROG_KILL, SERVER);
    is("it is told", seconds_answer(), -PE_REVOKED);
    is("and made again", kill_and_restart(SECOND), 0);
    is("it is told once more", seconds_answer(), -PE_REVOKED);
    is("the server, too", CALL(SYS_PROG_RESTART, SERVER), 0);
    truth("claim_O10_its_entry_leads_to_the_server", seconds_answer() > 0);
}

static void buffer_goes(s64 segment)
{
    CALL(SYS_PROG_KILL, SERVER);
    is("a buffer goes while there is no server", CALL(SYS_SEG_DESTROY, segment), 0);
    is("restarted", CALL(SYS_PROG_RESTART, SERVER), 0);
    is("the new one is told of none", ask(LOOK), -1);
}

void start(u64 role);
void start(u64 role)
{
    if (role == 1)
        serve();
    if (role == 2)
        be_second();
    CALL(SYS_PROG_KILL, SECOND); /* later */
    kill_and_restart(SERVER);
    is("it counts its messages", ask(COUNT) * 10 + ask(COUNT), 12);
    s64 segment = share();
    u64 before = cost();
    end();
    is("restarted", CALL(SYS_PROG_RESTART, SERVER), 0);
    is("claim_O10_the_retry_succeeds_by_the_same_entry", ask(COUNT), 1);
    is("under the same badge", (s64)badge, BADGE);
    is("claim_O10_the_buffer_is_shared_as_before", ask(LOOK), 77);
    truth("the fast path is taken as before", cost() <= before + CALLS);
    leaks();
    is("the other client is made again", CALL(SYS_PROG_RESTART, SECOND), 0);
    apart();
    buffer_goes(segment);
    done();
}
