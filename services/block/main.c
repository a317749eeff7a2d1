/* The driver's own thread: it tells clients that their requests are done. An image that lists no thread, or grants no
 * interrupt, has a driver that polls and starts nothing that outlives a call. */
#include <stdbool.h>
#include <stdint.h>

#include <postern/error.h>
#include <postern/syscall.h>

#include "block/interrupt.h"
#include "block/service.h"

#define AWAKE \
    20000 /* ticks that it watches the line before it sleeps in the kernel, where other harts run the clients */

/* Who has misbehaved is not called for the others. */
static bool misbehaved(const struct finished *finished, unsigned count, const struct client *client)
{
    for (unsigned i = 0; i < count; i++)
        if (finished[i].client == client && finished[i].told < 0)
            return true;
    return false;
}

static void tell_all(struct finished *finished, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (misbehaved(finished, i, finished[i].client))
            finished[i].told = -PE_PERM;
        else
            async_tell(&finished[i]);
}

/* Until the device interrupts, or somebody may be told again. */
static void wait(uint32_t seen, uint64_t awake, uint64_t until)
{
    const uint64_t now = postern_time(), ticks = until > now ? until - now : 1;

    if (until == UINT64_MAX)
        interrupt_wait(seen, awake, 0);
    else
        interrupt_wait(seen, awake < ticks ? awake : ticks, ticks);
}

/* Weak: under the `direct` binding the client's own is the program's. */
__attribute__((weak)) int main(void)
{
    static struct finished finished[SLOTS];
    long harts = postern_thread_bind(0, UINT64_MAX);

    if (harts > 1)
        postern_thread_bind(0, (uint64_t)harts - 1);
    long error = interrupt_bind();
    if (error < 0)
        return (int)-error;
    unsigned count = 0;
    uint64_t until;
    for (uint32_t seen = interrupt_count();; seen = interrupt_count()) {
        count = block_collect(finished, count, &until);
        tell_all(finished, count);
        if (count == 0)
            wait(seen, harts > 1 ? AWAKE : 0, until);
    }
}
