/* Reading and writing registers and memory. */
#include "debug/gdb_regs.h"
#include "debug/gdb_state.h"

enum { CHUNK = PACKET_MAX / 2 };

void gdb_read_registers(struct gdb *g)
{
    uint8_t value[GDB_REG_MAX_SIZE];
    struct gdb_reg reg;
    for (unsigned n = 0; n < GDB_REGS_CORE && gdb_reg_at(n, &reg); n++) {
        gdb_reg_read(gdb_hart(g), &reg, value);
        packet_hex(&g->out, value, reg.size);
    }
}

void gdb_write_registers(struct gdb *g, const char *at)
{
    uint8_t value[GDB_REGS_CORE][GDB_REG_MAX_SIZE];
    struct gdb_reg reg;
    for (unsigned n = 0; n < GDB_REGS_CORE && gdb_reg_at(n, &reg); n++)
        if (!packet_bytes(&at, value[n], reg.size)) {
            gdb_error(g);
            return;
        }
    for (unsigned n = 0; n < GDB_REGS_CORE && gdb_reg_at(n, &reg); n++)
        gdb_reg_write(gdb_hart(g), &reg, value[n]);
    gdb_ok(g);
}

static bool parse_register(const char **at, struct gdb_reg *reg)
{
    uint64_t n;
    return packet_number(at, &n) && n < gdb_reg_count() && gdb_reg_at((unsigned)n, reg);
}

void gdb_read_register(struct gdb *g, const char *at)
{
    uint8_t value[GDB_REG_MAX_SIZE];
    struct gdb_reg reg;
    if (!parse_register(&at, &reg)) {
        gdb_error(g);
        return;
    }
    gdb_reg_read(gdb_hart(g), &reg, value);
    packet_hex(&g->out, value, reg.size);
}

void gdb_write_register(struct gdb *g, const char *at)
{
    uint8_t value[GDB_REG_MAX_SIZE];
    struct gdb_reg reg;
    bool ok = parse_register(&at, &reg) && packet_skip(&at, '=') && packet_bytes(&at, value, reg.size);
    if (ok && gdb_reg_write(gdb_hart(g), &reg, value))
        gdb_ok(g);
    else
        gdb_error(g);
}

static bool parse_range(const char **at, uint64_t *address, uint64_t *size)
{
    return packet_number(at, address) && packet_skip(at, ',') && packet_number(at, size);
}

/* A short answer tells gdb that the rest cannot be read. */
void gdb_read_memory(struct gdb *g, const char *at)
{
    uint8_t bytes[CHUNK];
    uint64_t address, size;
    if (!parse_range(&at, &address, &size)) {
        gdb_error(g);
        return;
    }
    size = size < CHUNK ? size : CHUNK;
    uint64_t done = hart_peek(gdb_hart(g), address, bytes, size);
    if (done == 0 && size)
        gdb_error(g);
    packet_hex(&g->out, bytes, done);
}

static void poke(struct gdb *g, uint64_t address, const void *bytes, uint64_t size)
{
    if (hart_poke(gdb_hart(g), address, bytes, size) == size)
        gdb_ok(g);
    else
        gdb_error(g);
}

void gdb_write_memory(struct gdb *g, const char *at)
{
    uint8_t bytes[CHUNK];
    uint64_t address, size;
    if (!parse_range(&at, &address, &size) || size > CHUNK || !packet_skip(&at, ':') || !packet_bytes(&at, bytes, size))
        gdb_error(g);
    else
        poke(g, address, bytes, size);
}

void gdb_write_binary(struct gdb *g, const char *at, size_t length)
{
    const char *end = at + length;
    uint64_t address, size;
    if (!parse_range(&at, &address, &size) || !packet_skip(&at, ':') || size != (uint64_t)(end - at))
        gdb_error(g);
    else
        poke(g, address, at, size);
}
