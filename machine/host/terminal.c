#include "host/terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct {
    int fd;
    volatile sig_atomic_t raw, ended_by;
    int wake[2]; /* a pipe that becomes readable with the first signal */
    struct termios before, during;
    struct sigaction old[NSIG];
} the_terminal;

/* tcsetattr is async-signal-safe. Output settings never change, so nothing need be drained, which could wait for ever. */
void terminal_restore(void)
{
    if (!the_terminal.raw)
        return;
    the_terminal.raw = 0;
    tcsetattr(the_terminal.fd, TCSANOW, &the_terminal.before);
}

/* Puts the terminal back and lets the signal do what it would have done without us. */
static void on_crash(int signal)
{
    terminal_restore();
    sigaction(signal, &the_terminal.old[signal], NULL);
    kill(getpid(), signal);
}

/* The first one asks; a second one does not wait for an answer. */
static void on_end(int signal)
{
    if (the_terminal.ended_by)
        on_crash(signal);
    the_terminal.ended_by = signal;
    ssize_t ignored = write(the_terminal.wake[1], "", 1);
    (void)ignored;
}

static void on_stop(int signal)
{
    bool raw = the_terminal.raw;
    terminal_restore();
    (void)signal;
    kill(getpid(), SIGSTOP);
    if (raw) {
        the_terminal.raw = 1;
        tcsetattr(the_terminal.fd, TCSANOW, &the_terminal.during);
    }
}

static void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigaction(signal, &action, &the_terminal.old[signal]);
}

/* Descriptors that the caller closed: no file of ours may take their place. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
            abort();
}

void terminal_guard(void)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGQUIT, SIGSYS};
    fill_standard_descriptors();
    if (pipe2(the_terminal.wake, O_NONBLOCK | O_CLOEXEC) != 0)
        the_terminal.wake[0] = the_terminal.wake[1] = -1; /* a signal just before a wait is then seen after it */
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++)
        handle(ends[i], on_end);
    for (unsigned i = 0; i < sizeof crashes / sizeof *crashes; i++)
        handle(crashes[i], on_crash);
    handle(SIGTSTP, on_stop);
    handle(SIGPIPE, SIG_IGN); /* a write that fails says so */
    atexit(terminal_restore);
}

void terminal_raw(int fd)
{
    if (!isatty(fd) || tcgetattr(fd, &the_terminal.before) != 0)
        return;
    the_terminal.fd = fd;
    the_terminal.during = the_terminal.before;
    the_terminal.during.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON);
    the_terminal.during.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
    the_terminal.during.c_cc[VMIN] = 1;
    the_terminal.during.c_cc[VTIME] = 0;
    the_terminal.raw = 1;
    tcsetattr(fd, TCSANOW, &the_terminal.during);
}

int terminal_signal(void)
{
    return the_terminal.ended_by;
}

int terminal_wake_fd(void)
{
    return the_terminal.wake[0];
}
