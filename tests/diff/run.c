/* diff-run ELF [LIMIT [ENGINE]]: runs a bare-metal program on one hart with a UART to write to and the test finisher.
 * Exit status: 0 pass, 1 fail, 2 cannot start, 3 not ended within LIMIT instructions. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/platform.h"
#include "core/hart.h"
#include "translate/translate.h"

enum { RAM_SIZE = 128 << 20, FINISHER_PASS = 0x5555 };

struct machine {
    struct bus *bus;
    struct hart *hart;
    int status; /* -1: still running */
};

static bool uart_load(void *device, uint64_t offset, unsigned size, uint64_t *value)
{
    (void)device, (void)size;
    *value = offset == 5 ? 0x60 : 0; /* line status: ready to send */
    return true;
}

static bool uart_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    (void)device, (void)size;
    if (offset == 0)
        putchar((int)(value & 0xff));
    return true;
}

static bool finisher_store(void *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct machine *m = device;
    (void)size;
    if (offset != 0)
        return false;
    m->status = (value & 0xffff) != FINISHER_PASS;
    hart_ask_stop(m->hart);
    return true;
}

static uint64_t mtime(void *context)
{
    struct machine *m = context;
    return hart_instret(m->hart) / 100;
}

static int refuse(const char *path, const char *why)
{
    fprintf(stderr, "diff-run: %s: %s\n", path, why);
    return 2;
}

static const char *read_file(const char *path, unsigned char **bytes, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return "cannot be opened";
    fseek(f, 0, SEEK_END);
    long length = ftell(f);
    rewind(f);
    *bytes = malloc(length > 0 ? (size_t)length : 1);
    *size = *bytes && length > 0 ? fread(*bytes, 1, (size_t)length, f) : 0;
    fclose(f);
    return *size ? NULL : "cannot be read";
}

/* Copies the loadable parts of an ELF file to RAM. */
static const char *load(struct machine *m, const unsigned char *bytes, size_t size, uint64_t *entry)
{
    Elf64_Ehdr e;
    if (size < sizeof e)
        return "too short for an ELF file";
    memcpy(&e, bytes, sizeof e);
    if (memcmp(e.e_ident, ELFMAG, SELFMAG) != 0 || e.e_machine != EM_RISCV)
        return "not a RISC-V ELF file";
    for (unsigned n = 0; n < e.e_phnum; n++) {
        Elf64_Phdr p;
        if (e.e_phoff + (n + 1) * sizeof p > size)
            return "program headers lie outside the file";
        memcpy(&p, bytes + e.e_phoff + n * sizeof p, sizeof p);
        if (p.p_type != PT_LOAD)
            continue;
        if (p.p_offset + p.p_filesz > size || !bus_write(m->bus, p.p_paddr, bytes + p.p_offset, p.p_filesz))
            return "a segment does not fit into RAM";
    }
    *entry = e.e_entry;
    return NULL;
}

int main(int argc, char **argv)
{
    struct machine m = {.status = -1};
    unsigned char *bytes = NULL;
    size_t size;
    uint64_t entry, limit = argc > 2 ? strtoull(argv[2], NULL, 0) : UINT64_C(1000000000);
    bool translate = argc > 3 && strcmp(argv[3], "translator") == 0;
    if (argc < 2)
        return refuse("ELF", "missing argument");
    struct bus_window uart = {PLAT_UART0_BASE, PLAT_UART0_SIZE, &m, uart_load, uart_store},
                      finisher = {PLAT_TEST_BASE, PLAT_TEST_SIZE, &m, NULL, finisher_store};
    struct hart_board board = {.context = &m, .mtime = mtime};
    m.bus = bus_new(PLAT_DRAM_BASE, RAM_SIZE);
    m.hart = m.bus ? hart_new(0, m.bus, &board) : NULL;
    if (!m.hart || !bus_attach(m.bus, &uart) || !bus_attach(m.bus, &finisher))
        return refuse(argv[1], "out of memory");
    if (translate && !translator_attach(m.hart))
        fputs("diff-run: no translator on this host, the interpreter serves\n", stderr);
    const char *why = read_file(argv[1], &bytes, &size);
    if (!why)
        why = load(&m, bytes, size, &entry);
    if (why)
        return refuse(argv[1], why);
    hart_reset(m.hart, entry, 0, 0, 0);
    while (m.status < 0 && hart_instret(m.hart) < limit)
        if (hart_run(m.hart, 1000000) == STOP_WFI)
            break;
    fprintf(stderr, "%llu instructions\n", (unsigned long long)hart_instret(m.hart));
    hart_free(m.hart);
    bus_free(m.bus);
    free(bytes);
    return m.status < 0 ? 3 : m.status;
}
