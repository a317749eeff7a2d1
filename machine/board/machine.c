#include "board/machine.h"

#include <stdlib.h>
#include <string.h>

#include "abi/platform.h"
#include "board/machine_state.h"
#include "board/symbol.h"

static void drop_output(void *context, uint8_t byte)
{
    (void)context;
    (void)byte;
}

static bool check(const struct machine_config *c, struct failure *why)
{
    if (c->ram_size % 4096 || c->ram_size < 4096)
        return refuse(why, "RAM size %llu is not a multiple of 4096", (unsigned long long)c->ram_size);
    if (c->ram_size > UINT64_C(1) << 40)
        return refuse(why, "RAM size %llu is beyond 1 TiB", (unsigned long long)c->ram_size);
    if (c->harts > MACHINE_HARTS_MAX)
        return refuse(why, "%u harts: at most %d", c->harts, MACHINE_HARTS_MAX);
    return true;
}

/* Keeps a copy in *slot; no bytes given, none kept. */
static bool keep(const void **bytes, size_t size, uint8_t **slot)
{
    if (!*bytes)
        return true;
    *slot = malloc(size + !size);
    if (!*slot)
        return false;
    memcpy(*slot, *bytes, size);
    *bytes = *slot;
    return true;
}

static bool keep_image(struct machine_image *image, uint8_t **slot)
{
    const void *bytes = image->bytes;
    bool ok = keep(&bytes, image->size, slot);
    image->bytes = bytes;
    return ok;
}

static bool copy_config(struct machine *m, const struct machine_config *from, struct failure *why)
{
    struct machine_config *c = &m->config;
    const void *append = from->append;
    *c = *from;
    c->ram_size = c->ram_size ? c->ram_size : PLAT_DRAM_SIZE;
    c->harts = c->harts ? c->harts : 1;
    if (!c->console.transmit)
        c->console.transmit = drop_output;
    if (!check(c, why))
        return false;
    bool kept = keep_image(&c->bios, &m->copies[0]) && keep_image(&c->kernel, &m->copies[1]) &&
                keep_image(&c->initrd, &m->copies[2]) && keep(&append, append ? strlen(append) + 1 : 0, &m->copies[3]);
    c->append = append;
    return kept || refuse(why, "no memory for the images");
}

static bool make_harts(struct machine *m, struct failure *why)
{
    struct hart_board board = clock_for_harts(m);
    m->harts = m->config.harts;
    for (unsigned i = 0; i < m->harts; i++) {
        m->hart[i] = hart_new(i, m->bus, &board);
        if (!m->hart[i])
            return refuse(why, "no memory for hart %u", i);
    }
    return true;
}

/* RAM is zero: fresh, or cleared. */
static bool start(struct machine *m, struct failure *why)
{
    for (unsigned i = 0; i < m->devices; i++)
        m->device[i].ops->reset(m->device[i].self);
    memset(m->waiting, 0, sizeof m->waiting);
    m->ended = false;
    return boot_prepare(m, why) && (!m->config.htif || htif_prepare(m, why));
}

static bool build(struct machine *m, const struct machine_config *config, struct failure *why)
{
    if (!copy_config(m, config, why))
        return false;
    m->bus = bus_new(PLAT_DRAM_BASE, m->config.ram_size);
    if (!m->bus)
        return refuse(why, "no memory for %llu bytes of RAM", (unsigned long long)m->config.ram_size);
    return make_harts(m, why) && map_devices(m, why) && start(m, why);
}

struct machine *machine_new(const struct machine_config *config, struct failure *why)
{
    struct machine *m = calloc(1, sizeof *m);
    if (!m) {
        refuse(why, "no memory for the machine");
        return NULL;
    }
    if (build(m, config, why))
        return m;
    machine_free(m);
    return NULL;
}

void machine_free(struct machine *m)
{
    if (!m)
        return;
    for (unsigned i = 0; i < m->devices; i++)
        m->device[i].ops->free(m->device[i].self);
    for (unsigned i = 0; i < m->harts; i++)
        hart_free(m->hart[i]);
    bus_free(m->bus);
    for (unsigned i = 0; i < sizeof m->copies / sizeof *m->copies; i++)
        free(m->copies[i]);
    free(m->boot.fdt_blob);
    free(m);
}

bool machine_reset(struct machine *m, struct failure *why)
{
    bus_clear(m->bus);
    return start(m, why);
}

unsigned machine_exit_code(const struct machine *m)
{
    return m->exit_code;
}

unsigned machine_input_room(const struct machine *m)
{
    return uart_wants(m->uart);
}

void machine_input(struct machine *m, uint8_t byte)
{
    uart_receive(m->uart, byte);
}

unsigned machine_harts(const struct machine *m)
{
    return m->harts;
}

struct hart *machine_hart(struct machine *m, unsigned n)
{
    return n < m->harts ? m->hart[n] : NULL;
}

unsigned machine_current(const struct machine *m)
{
    return m->current;
}

struct bus *machine_bus(struct machine *m)
{
    return m->bus;
}

uint64_t machine_ram_size(const struct machine *m)
{
    return m->config.ram_size;
}

bool machine_symbol(const struct machine *m, const char *name, uint64_t *pa)
{
    return image_symbol(m->config.kernel.bytes ? &m->config.kernel : &m->config.bios, name, pa);
}

const void *machine_fdt(const struct machine *m, size_t *size)
{
    *size = m->boot.fdt_size;
    return m->boot.fdt_blob;
}
