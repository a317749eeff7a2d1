#include "debug/inspect.h"

#include <inttypes.h>

#include "abi/platform.h"

static void code_and_thread(FILE *to, const struct xs_hart *s)
{
    if (s->s1_selector)
        fprintf(to, "sg1   selector %-5u generation %-3u code\n", s->s1_selector, s->s1_generation);
    else
        fprintf(to, "sg1   empty\n");
    if (s->s2_selector)
        fprintf(to,
                "sg2   selector %-5u generation %-3u thread  base 0x%" PRIx64 " limit 0x%" PRIx64
                " low-water 0x%" PRIx64 "\n",
                s->s2_selector, s->s2_generation, s->s2_base, s->s2_limit, s->lw);
    else
        fprintf(to, "sg2   empty\n");
}

static void data_register(FILE *to, const struct xs_hart *s, unsigned n)
{
    const struct xs_dreg *r = &s->reg[n];
    unsigned bit = 1u << n;
    const char *state = s->v & bit ? (s->g & bit ? "granted" : "visible") : "latent";
    if (!r->valid)
        return;
    fprintf(to, "sg%-3u selector %-5u generation %-3u %c%c%c%c    base 0x%" PRIx64 " limit 0x%" PRIx64 " %s%s\n", n,
            r->selector, r->generation, r->r ? 'r' : '-', r->w ? 'w' : '-', r->keep ? 'k' : '-', r->thread ? 't' : '-',
            r->base, r->limit, state, s->w & bit ? ", written in this call" : "");
}

static void deadline(FILE *to, struct hart *h)
{
    uint64_t left = XS_NO_DEADLINE;
    hart_csr_get(h, CSR_XDL, &left);
    if (left != XS_NO_DEADLINE)
        fprintf(to, "deadline in %" PRIu64 " instructions\n", left);
}

void inspect_segments(FILE *to, struct hart *h)
{
    const struct xs_hart *s = hart_segment(h);
    code_and_thread(to, s);
    for (unsigned n = XS_SG_DATA_FIRST; n <= XS_SG_DATA_LAST; n++)
        data_register(to, s, n);
    fprintf(to, "masks V 0x%x W 0x%x G 0x%x%s, thread %u, call %u, FP %s\n", s->v & ~XS_MASK_T, s->w, s->g,
            s->v & XS_MASK_T ? ", thread table usable" : "", s->tid, s->serial, s->fpe ? "on" : "off");
    deadline(to, h);
}

static void frame(FILE *to, unsigned n, uint64_t at, const struct xs_frame *f)
{
    static const char *const kinds[4] = {"bottom", "call", "interrupt", "?"};
    fprintf(to, "#%-3u at 0x%" PRIx64 " %s", n, at, kinds[xs_frame_kind(f) & 3]);
    if (xs_frame_kind(f) != XS_FRAME_BOTTOM)
        fprintf(to,
                " of gate %u by selector %u, from pc 0x%" PRIx64 " sp 0x%" PRIx64 ", badge 0x%" PRIx64
                "%s, saved W 0x%x",
                (unsigned)xs_frame_gate(f), (unsigned)xs_frame_s1_selector(f), xs_frame_pc(f), xs_frame_sp(f),
                xs_frame_badge(f), xs_frame_protect(f) ? ", protected" : "", (unsigned)xs_frame_w(f));
    fputc('\n', to);
}

void inspect_frames(FILE *to, struct machine *m, struct hart *h, unsigned most)
{
    uint64_t at = hart_segment(h)->lsp;
    struct xs_frame f;
    for (unsigned n = 0; n < most; n++, at -= XS_FRAME_SIZE) {
        if (!bus_read(machine_bus(m), at, &f, sizeof f)) {
            fprintf(to, "#%-3u at 0x%" PRIx64 " is not in RAM\n", n, at);
            return;
        }
        frame(to, n, at, &f);
        if (xs_frame_kind(&f) == XS_FRAME_BOTTOM)
            return;
    }
    fprintf(to, "...\n");
}

static uint64_t control(struct machine *m, unsigned device, uint64_t offset)
{
    uint64_t value = 0;
    bus_load(machine_bus(m), PLAT_DMACTL0_BASE + (uint64_t)device * PLAT_DMACTL0_SIZE + offset, 8, &value);
    return value;
}

static void device_register(FILE *to, struct machine *m, unsigned device, unsigned n)
{
    struct xs_reg r;
    for (unsigned i = 0; i < sizeof r.w / sizeof *r.w; i++)
        r.w[i] = control(m, device, XS_DMACTL_REGS + n * XS_REG_SIZE + i * 8);
    if (xs_reg_valid(&r))
        fprintf(to, "  dr%-3u selector %-5u generation %-3u %c%c base 0x%" PRIx64 " limit 0x%" PRIx64 "\n", n,
                (unsigned)xs_reg_selector(&r), (unsigned)xs_reg_generation(&r), xs_reg_r(&r) ? 'r' : '-',
                xs_reg_w(&r) ? 'w' : '-', xs_reg_base(&r), xs_reg_limit(&r));
}

void inspect_devices(FILE *to, struct machine *m)
{
    for (unsigned device = 0; device < PLAT_VIRTIO_COUNT; device++) {
        struct xs_dmafault fault = {{control(m, device, XS_DMACTL_FAULT)}};
        if (!control(m, device, XS_DMACTL_MODE))
            continue;
        fprintf(to, "virtio%u: %u refused", device, (unsigned)xs_dmafault_count(&fault));
        if (xs_dmafault_count(&fault))
            fprintf(to, ", last: reason %u, a %s at 0x%" PRIx64, (unsigned)xs_dmafault_reason(&fault),
                    xs_dmafault_access(&fault) == XS_LOAD ? "read" : "write", control(m, device, XS_DMACTL_ADDRESS));
        fputc('\n', to);
        for (unsigned n = 1; n < XS_DEVICE_REGS; n++)
            device_register(to, m, device, n);
    }
}

void inspect_counters(FILE *to, struct hart *h)
{
    const struct xs_counters *c = hart_counters(h);
    fprintf(to, "%-16s %" PRIu64 "\n", "instructions", hart_instret(h));
#define PRINT(name, number) fprintf(to, "%-16s %" PRIu64 "\n", #name, c->n[number]);
    XS_COUNTERS(PRINT)
}
