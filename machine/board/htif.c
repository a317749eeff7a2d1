#include "board/htif.h"

#include "board/machine_state.h"
#include "board/symbol.h"

enum { DEVICE_CONSOLE = 1, CONSOLE_WRITE = 1, SYS_WRITE = 64, SYS_EXIT = 93 };
enum { BAD_FILE = -9, BAD_ADDRESS = -14, NO_CALL = -38 }; /* errno as Linux on RISC-V numbers it */

bool htif_prepare(struct machine *m, struct failure *why)
{
    const struct machine_image *image = m->config.kernel.bytes ? &m->config.kernel : &m->config.bios;
    if (!image_symbol(image, "tohost", &m->htif.tohost))
        return refuse(why, "%s: no symbol tohost", image->name ? image->name : "nothing is loaded");
    if (!image_symbol(image, "fromhost", &m->htif.fromhost))
        m->htif.fromhost = 0;
    if (!bus_ram(m->bus, m->htif.tohost, 8))
        return refuse(why, "%s: tohost (0x%llx) is outside RAM", image->name, (unsigned long long)m->htif.tohost);
    return true;
}

static void answer(struct machine *m, uint64_t value)
{
    if (m->htif.fromhost)
        bus_store(m->bus, m->htif.fromhost, 8, value);
}

static void end(struct machine *m, uint64_t code)
{
    m->ended = true;
    m->end = MACHINE_FINISHED;
    m->exit_code = code > UINT32_MAX ? UINT32_MAX : (unsigned)code;
}

static int64_t write_out(struct machine *m, uint64_t file, uint64_t from, uint64_t size)
{
    const uint8_t *bytes = bus_ram(m->bus, from, size);
    if (file != 1 && file != 2)
        return BAD_FILE;
    if (!bytes)
        return BAD_ADDRESS;
    for (uint64_t n = 0; n < size; n++)
        m->config.console.transmit(m->config.console.context, bytes[n]);
    return (int64_t)size;
}

/* Number and arguments lie in eight doublewords; the first is also the result's. */
static void call(struct machine *m, uint64_t at)
{
    uint64_t words[4];
    if (!bus_read(m->bus, at, words, sizeof words))
        return;
    if (words[0] == SYS_EXIT) {
        end(m, words[1]);
        return;
    }
    int64_t result = words[0] == SYS_WRITE ? write_out(m, words[1], words[2], words[3]) : NO_CALL;
    bus_store(m->bus, at, 8, (uint64_t)result);
    answer(m, 1);
}

void htif_look(struct machine *m)
{
    uint64_t word;
    if (!bus_load(m->bus, m->htif.tohost, 8, &word) || word == 0)
        return;
    uint64_t payload = word & ((UINT64_C(1) << 48) - 1);
    bus_store(m->bus, m->htif.tohost, 8, 0);
    if (word >> 48 == (DEVICE_CONSOLE << 8 | CONSOLE_WRITE)) {
        m->config.console.transmit(m->config.console.context, (uint8_t)payload);
        answer(m, (word & ~((UINT64_C(1) << 48) - 1)) | 0x100 | (uint8_t)payload);
    } else if (word >> 48 == 0 && payload & 1) {
        end(m, payload >> 1);
    } else if (word >> 48 == 0) {
        call(m, payload);
    }
}
