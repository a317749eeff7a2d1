/* Runs every case and tells how it went, on the UART. */
#include "guest.h"

extern const struct test_case cases_begin[], cases_end[];
int main(void);
void died(uint64_t cause, uint64_t pc, uint64_t stval);

static bool bad;

void say(const char *text)
{
    volatile uint8_t *uart = (volatile uint8_t *)PTR(15, 0x10000000);
    while (*text)
        *uart = (uint8_t)*text++;
}

void say_number(uint64_t n)
{
    char digits[19] = "0x0000000000000000";
    for (unsigned i = 0; i < 16; i++)
        digits[17 - i] = "0123456789abcdef"[n >> 4 * i & 15];
    say(digits);
}

void note(const char *what, uint64_t n)
{
    char digits[21], *at = digits + 20;
    *at = 0;
    do
        *--at = (char)('0' + n % 10);
    while (n /= 10);
    say("note  ");
    say(what);
    say(" ");
    say(at);
    say("\n");
}

void failed(const char *file, int line, const char *what)
{
    bad = true;
    say("      ");
    say(file);
    note(": line", (uint64_t)line);
    say("      expected ");
    say(what);
    say("\n      last trap: cause ");
    say_number(user.cause);
    say(" stval ");
    say_number(user.stval);
    say(" xinfo ");
    say_number(user.xinfo);
    say(" pc ");
    say_number(user.pc);
    say("\n");
}

bool trapped(uint64_t cause, uint64_t reason, uint64_t stval)
{
    if (user.cause != cause)
        return false;
    return cause < XS_CAUSE_SEGMENT_ACCESS || ((user.xinfo & 0xff) == reason && user.stval == stval);
}

void died(uint64_t cause, uint64_t pc, uint64_t stval)
{
    say("DIED  S-mode trap: cause ");
    say_number(cause);
    say(" pc ");
    say_number(pc);
    say(" stval ");
    say_number(stval);
    say("\n");
    for (;;)
        *(volatile uint32_t *)PTR(15, 0x100000) = 0x33333;
}

int main(void)
{
    bool any = false;
    for (const struct test_case *c = cases_begin; c < cases_end; c++) {
        bad = false;
        say("begin ");
        say(c->name);
        say("\n");
        fresh();
        c->run();
        say(bad ? "FAIL  " : "ok    ");
        say(c->name);
        say("\n");
        any |= bad;
    }
    say("end\n");
    return any;
}
