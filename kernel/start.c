/* From a checked boot image to programs that run. */
#include "abi/errors.h"
#include "hw.h"
#include "image.h"
#include "ipc.h"
#include "irq.h"
#include "limits.h"
#include "memory.h"
#include "panic.h"
#include "program.h"
#include "segment.h"
#include "text.h"
#include "thread.h"
#include "vst.h"

/* Selectors of what the image's rows became. */
static uint32_t program_at[XS_GST_ENTRIES], segment_at[XS_GST_ENTRIES], endpoint_at[IMAGE_MAX_ENDPOINTS];

static const char *error_name(int64_t error)
{
    switch (-error) {
#define X(name, number, text) \
    case number: return text;
        PE_ERRORS(X)
#undef X
    default: return "unknown error";
    }
}

static bool failed(const char *what, const char *name, int64_t error)
{
    if (error >= 0)
        return false;
    say("boot image: %s `%s`: %s\n", what, name, error_name(error));
    return true;
}

static bool start_program(const struct image *m, uint64_t i)
{
    const struct image_program *row = &m->programs[i];
    int64_t s = program_new(0, row->name, pages_of(row->quota), (uint32_t)row->vst_count);

    if (failed("program", row->name, s))
        return false;
    struct program *p = objects[s].program;
    program_at[i] = (uint32_t)s;
    p->rights = row->rights;
    p->fp = row->fp;
    p->tls_offset = row->tls_offset;
    p->tls_filesz = row->tls_filesz;
    p->tls_memsz = row->tls_memsz;
    for (uint64_t n = row->first_load; n < row->first_load + row->load_count; n++) {
        const struct image_load *l = &m->loads[n];
        int64_t error = program_commit(p, l->offset, l->size, (unsigned)l->prot);
        if (error >= 0)
            error = program_write(p, l->offset, m->bytes + l->file_off, l->file_size, (unsigned)l->prot);
        if (failed("loading", row->name, error))
            return false;
    }
    if (row->image_end > p->image_end)
        p->image_end = p->heap_end = row->image_end;
    return !failed("gates of", row->name,
                   program_seal(p, (const struct xs_gate *)&m->gates[row->first_gate], (uint32_t)row->gate_count));
}

static bool start_segment(const struct image *m, uint64_t i)
{
    const struct image_segment *row = &m->segments[i];
    int64_t s;

    switch (row->kind) {
    case IMAGE_SEGKIND_MMIO: s = segment_pinned(row->phys, page_up(row->size), (unsigned)row->perms, row->name); break;
    case IMAGE_SEGKIND_DMA: s = segment_for_devices(row->size, (unsigned)row->perms, row->name); break;
    default: s = segment_new(0, row->size, row->name); break;
    }
    segment_at[i] = s > 0 ? (uint32_t)s : 0;
    return !failed("segment", row->name, s);
}

/* The program that may serve an endpoint is the one that ipc_share serves. */
static int64_t endpoint_row(const struct image_grant *row, struct program *p)
{
    uint32_t *s = &endpoint_at[row->target];
    if (!*s) {
        int64_t made = endpoint_new(0, "endpoint");
        if (made < 0)
            return made;
        *s = (uint32_t)made;
    }
    if (row->perms & XS_PERM_R)
        endpoint_serve(objects[*s].endpoint, p);
    return *s;
}

static bool start_grant(const struct image *m, uint64_t i)
{
    const struct image_grant *row = &m->grants[i];
    struct program *p = objects[program_at[row->program]].program;
    unsigned perms = (unsigned)row->perms;
    int64_t s = 0;

    switch (row->target_kind) {
    case IMAGE_TARGET_PROGRAM: s = program_at[row->target]; break;
    case IMAGE_TARGET_SEGMENT:
        s = segment_at[row->target];
        perms &= (unsigned)m->segments[row->target].perms;
        break;
    case IMAGE_TARGET_IRQ: irq_allow(p, row->target); return true;
    default: s = endpoint_row(row, p); break;
    }
    if (failed("grant to", p->name, s))
        return false;
    struct xs_vste e = vst_entry((uint32_t)s, perms, row->gate_mask, row->badge);
    return !failed("grant to", p->name, vst_put(&(struct vst){p->selector, p->vst_count, p->vst}, row->index, &e));
}

static bool start_thread(const struct image *m, uint64_t i)
{
    const struct image_thread *row = &m->threads[i];
    struct program *p = objects[program_at[row->program]].program;
    uint64_t frames = row->frames ? row->frames : FRAMES_DEFAULT;
    return !failed("thread", row->name,
                   thread_new(p, row->entry, row->arg, row->stack, frames, (unsigned)row->priority, row->name));
}

bool image_start(const struct image *m)
{
    memset(endpoint_at, 0, sizeof endpoint_at);
    bool fine = m->header->programs_count < XS_GST_ENTRIES && m->header->segments_count < XS_GST_ENTRIES;
    if (!fine)
        say("boot image: more programs or segments than selectors\n");
    for (uint64_t i = 0; fine && i < m->header->programs_count; i++)
        fine = start_program(m, i);
    for (uint64_t i = 0; fine && i < m->header->segments_count; i++)
        fine = start_segment(m, i);
    for (uint64_t i = 0; fine && i < m->header->grants_count; i++)
        fine = start_grant(m, i);
    for (uint64_t i = 0; fine && i < m->header->threads_count; i++)
        fine = start_thread(m, i);
    return fine;
}
