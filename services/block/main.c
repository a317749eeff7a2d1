/* The driver's own thread: it tells clients that their requests are done. An image that lists no thread, or grants no
 * interrupt, has a driver that polls and starts nothing that outlives a call. */
#include <stdint.h>

#include <postern/syscall.h>

#include "block/interrupt.h"
#include "block/service.h"

#define AWAKE \
    20000 /* ticks that it watches the line before it sleeps in the kernel, where other harts run the clients */

static void tell_all(const struct finished *finished, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        long error = async_tell(&finished[i]);
        if (error < 0)
            block_forget(&finished[i], error);
    }
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
    for (uint32_t seen = interrupt_count();; seen = interrupt_count()) {
        unsigned count = block_collect(finished);
        tell_all(finished, count);
        if (count == 0)
            interrupt_wait(seen, harts > 1 ? AWAKE : 0, 0);
    }
}
