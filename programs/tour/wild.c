#include "tour/wild.h"

#include <postern/buffer.h>
#include <postern/done.h>
#include <postern/lock.h>
#include <postern/service.h>
#include <postern/syscall.h>

#include "block/block.h"

POSTERN_IMPORT(block_entry, "block");

static struct postern_lock lock;
static long cleaned;

int wild_store(uint64_t address, unsigned value)
{
    *(volatile unsigned char *)address = (unsigned char)value;
    return 0;
}

int wild_overrun(void *buf, size_t len, size_t beyond)
{
    volatile unsigned char *bytes = buf;

    for (size_t i = 0; i < len + beyond; i++)
        bytes[i] = 0xff;
    return 0;
}

int wild_never(void)
{
    postern_lock(&lock);
    for (;;)
        continue;
}

long wild_cleaned(void)
{
    return cleaned;
}

void wild_tidy(int error, unsigned gate)
{
    (void)error, (void)gate;
    if (!postern_holds(&lock))
        return;
    postern_unlock(&lock);
    cleaned++;
}

static volatile uint64_t turns;

static void never_ends(uint64_t id, long result)
{
    for (turns = id + (uint64_t)result;;)
        turns++;
}
POSTERN_CALLBACK(never_ends, 4096);

int wild_ask(void)
{
    static struct postern_buffer buffer;
    static int handle;

    if (handle == 0 && postern_buffer_new(&buffer, 4096, SYS_PERM_R | SYS_PERM_W) == 0)
        handle = block_register_room(postern_load(9, (uint64_t)buffer.alias), 4096);
    postern_offer(block_entry.selector, postern_gate_of(never_ends), 0);
    int error = block_subscribe();
    return error < 0 ? error : block_start_read(0, handle, 0, BLOCK_SECTOR, 0);
}
