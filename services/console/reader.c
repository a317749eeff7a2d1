/* Readers: they sleep on their own threads until the ring has something for them. */
#include <string.h>

#include <postern/error.h>
#include <postern/lock.h>
#include <postern/platform.h>
#include <postern/service.h>
#include <postern/syscall.h>

#include "console/console.h"
#include "console/edit.h"
#include "console/terminal.h"

#define TICKS_PER_MS (PLAT_TIMEBASE_HZ / 1000)
#define FOR_EVER     UINT64_MAX

static struct postern_lock reading; /* one reader at a time; guards the ring's taking side and what follows */
static struct edit editor;
static char prompt_copy[CONSOLE_PROMPT_MAX];

static void show(void *terminal, const char *text, size_t len)
{
    (void)terminal;
    terminal_send(text, len);
}

/* Where there was no room, there is now: the device is heard again. */
static void made_room(void)
{
    input_go_on(terminal_uart(), STOP_FULL);
    postern_wake(&typed.got, 1);
}

static void catch_up(void)
{
    int was_full = ring_used(&typed) == RING_SIZE;

    ring_catch_up(&typed);
    if (was_full && ring_used(&typed) < RING_SIZE)
        made_room();
}

/* Sleeps until a byte is there: 0, or -PE_TIMEOUT when `time` has passed deadline. */
static long sleep_for_byte(uint64_t deadline)
{
    ring_set_waiting(&typed, 1);
    for (;;) {
        uint32_t put = ring_put_count(&typed);
        catch_up();
        if (put != ring_got_count(&typed))
            return 0;
        uint64_t now = postern_time();
        if (now >= deadline)
            return -PE_TIMEOUT;
        long error = postern_wait(&typed.put, put, deadline == FOR_EVER ? 0 : deadline - now);
        if (error < 0 && error != -PE_AGAIN && error != -PE_TIMEOUT)
            return error;
    }
}

static long wait_for_byte(uint64_t deadline)
{
    catch_up();
    if (ring_used(&typed) > 0)
        return 0;
    long result = sleep_for_byte(deadline);
    ring_set_waiting(&typed, 0);
    return result;
}

/* The byte must be there. */
static unsigned char take(void)
{
    int was_full = ring_used(&typed) == RING_SIZE;
    unsigned char byte = ring_take(&typed);

    if (was_full)
        made_room();
    return byte;
}

static long edit_line(void)
{
    enum edit_result result = EDIT_MORE;

    while (result == EDIT_MORE) {
        long error = wait_for_byte(FOR_EVER);
        if (error < 0)
            return error;
        result = edit_byte(&editor, take());
    }
    return result == EDIT_DONE ? 0 : result == EDIT_END ? -PE_NOENT : -PE_INTR;
}

long console_read_line(const char *prompt, char *line, size_t size)
{
    postern_lock(&reading);
    strncpy(prompt_copy, prompt, sizeof prompt_copy - 1);
    editor.show = show;
    edit_start(&editor, prompt_copy, history_of(postern_badge()));

    long result = edit_line();
    if (result == 0) {
        result = (long)(editor.len < size ? editor.len : size);
        memcpy(line, editor.line, (size_t)result);
    }
    postern_unlock(&reading);
    return result;
}

static size_t take_all(unsigned char *bytes, size_t len)
{
    size_t count = 0;

    while (count < len && ring_used(&typed) > 0)
        bytes[count++] = take();
    return count;
}

long console_read(void *buf, size_t len, int timeout_ms)
{
    uint64_t deadline = timeout_ms < 0 ? FOR_EVER : postern_time() + (uint64_t)timeout_ms * TICKS_PER_MS;

    if (len == 0)
        return 0;
    postern_lock(&reading);
    long result = wait_for_byte(deadline);
    if (result == 0)
        result = (long)take_all(buf, len);
    postern_unlock(&reading);
    return result;
}

int console_interrupted(void)
{
    if (!postern_try_lock(&reading))
        return 0;
    catch_up();
    int pressed = ring_used(&typed) > 0 && ring_next(&typed) == CTRL_C;
    if (pressed)
        take();
    postern_unlock(&reading);
    return pressed;
}

int console_poll(void)
{
    return (int)ring_used(&typed);
}
