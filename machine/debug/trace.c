#include "debug/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "debug/disasm.h"

static const struct {
    const char *name;
    unsigned kinds;
} names[] = {
    {"call", TRACE_CALL},       {"fault", TRACE_FAULT},         {"tlb", TRACE_TLB},
    {"syscall", TRACE_SYSCALL}, {"interrupt", TRACE_INTERRUPT}, {"all", ~0u},
};

static unsigned kind_named(const char *name, size_t size)
{
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == size && strncmp(name, names[i].name, size) == 0)
            return names[i].kinds;
    return 0;
}

bool trace_open(struct trace *t, const char *spec, struct failure *why)
{
    const char *colon = strchr(spec, ':'), *end = colon ? colon : spec + strlen(spec);
    for (const char *at = spec; at < end || at == spec; at++) {
        size_t size = strcspn(at, ",:");
        unsigned kinds = kind_named(at, size);
        if (!kinds)
            return refuse(why, "--trace: unknown kind \"%.*s\" (call, fault, tlb, syscall, interrupt, all)", (int)size,
                          at);
        t->kinds |= kinds;
        at += size;
    }
    t->file = colon ? fopen(colon + 1, "w") : stderr;
    return t->file || refuse(why, "--trace: %s: cannot be written: %s", colon + 1, strerror(errno));
}

static const char *reason_text(uint64_t info)
{
#define CASE(name, number, text) \
    case number: return text;
    switch (info & 0xff) {
        XS_REASONS(CASE)
    default: return "unknown reason";
    }
}

static void print_fault(FILE *f, const uint64_t *v)
{
    fprintf(f, "cause %" PRIu64 " address 0x%" PRIx64, v[0], v[1]);
    if (v[0] >= XS_CAUSE_SEGMENT_ACCESS && v[0] <= XS_CAUSE_DEADLINE)
        fprintf(f, " sg%u: %s", (unsigned)(v[2] >> 12 & 15), reason_text(v[2]));
}

static void print_dma(FILE *f, const uint64_t *v)
{
    const struct xs_dmafault fault = {{v[0]}};
    fprintf(f, "%s at 0x%" PRIx64 " dr%u: %s", xs_dmafault_access(&fault) == XS_LOAD ? "read" : "write", v[1],
            (unsigned)xs_dmafault_register(&fault), reason_text(v[0]));
}

static void print_values(FILE *f, const struct trace_event *e)
{
    const uint64_t *v = e->value;
    switch (e->kind) {
    case TRACE_CALL:
        if (strcmp(e->name, "call") == 0)
            fprintf(f, "entry 0x%" PRIx64 " gate %" PRIu64 " ", v[0], v[1]);
        fprintf(f, "to selector %" PRIu64 " pc 0x%" PRIx64, v[2], v[3]);
        break;
    case TRACE_FAULT:
        if (strcmp(e->name, "dma") == 0)
            print_dma(f, v);
        else
            print_fault(f, v);
        break;
    case TRACE_TLB: fprintf(f, "selector %" PRIu64 " page 0x%" PRIx64, v[0], v[1]); break;
    case TRACE_SYSCALL:
        fprintf(f, "%" PRIu64 " (0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 ")", v[0], v[1], v[2], v[3]);
        break;
    case TRACE_INTERRUPT: fprintf(f, "%" PRIu64, v[0] & ~(UINT64_C(1) << 63)); break;
    }
}

/* For faults: the instruction, if it is one of Xseg's. */
static void print_instruction(const struct trace *t, const struct trace_event *e)
{
    uint32_t word = 0;
    char text[64];
    struct hart *h = machine_hart(t->machine, machine_current(t->machine));
    if (e->kind == TRACE_FAULT && hart_peek(h, e->pc, &word, sizeof word) == sizeof word &&
        disasm_xseg(word, text, sizeof text))
        fprintf(t->file, " in \"%s\"", text);
}

/* INSTRUCTIONS HART PC EVENT ... */
static void sink(void *context, const struct trace_event *e)
{
    struct trace *t = context;
    fprintf(t->file, "%12" PRIu64 " %u 0x%016" PRIx64 " %-9s ", e->instret, machine_current(t->machine), e->pc,
            e->name);
    print_values(t->file, e);
    print_instruction(t, e);
    fputc('\n', t->file);
}

void trace_start(struct trace *t, struct machine *m)
{
    t->machine = m;
    for (unsigned n = 0; t->file && n < machine_harts(m); n++)
        hart_set_trace(machine_hart(m, n), t->kinds, sink, t);
}

bool trace_close(struct trace *t, struct failure *why)
{
    FILE *f = t->file;
    t->file = NULL;
    if (!f || f == stderr)
        return true;
    bool bad = ferror(f);
    return (fclose(f) == 0 && !bad) || refuse(why, "--trace: the file could not be written wholly");
}
