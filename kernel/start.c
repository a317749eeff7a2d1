/* From a checked boot image to programs that run; and a program of it that ended, once more. */
#include "abi/errors.h"
#include "abi/syscalls.h"
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

/* What the image's rows became: selector and generation (gst_word). 0: nothing. */
static uint64_t program_at[XS_GST_ENTRIES], segment_at[XS_GST_ENTRIES], endpoint_at[IMAGE_MAX_ENDPOINTS];
static const struct image *kept; /* the image, while its bytes are there */

static struct object *object_at(uint64_t word)
{
    return gst_find((uint32_t)word, (uint32_t)(word >> 32));
}

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

static int load_program(const struct image *m, const struct image_program *row, struct program *p)
{
    p->rights = row->rights;
    p->fp = row->fp;
    p->tls_offset = row->tls_offset;
    p->tls_filesz = row->tls_filesz;
    p->tls_memsz = row->tls_memsz;
    for (uint64_t n = row->first_load; n < row->first_load + row->load_count; n++) {
        const struct image_load *l = &m->loads[n];
        int error = program_commit(p, l->offset, l->size, (unsigned)l->prot);
        if (error >= 0)
            error = program_write(p, l->offset, m->bytes + l->file_off, l->file_size, (unsigned)l->prot);
        if (error < 0)
            return error;
    }
    if (row->image_end > p->image_end)
        p->image_end = p->heap_end = row->image_end;
    return program_seal(p, (const struct xs_gate *)&m->gates[row->first_gate], (uint32_t)row->gate_count);
}

static bool start_program(const struct image *m, uint64_t i)
{
    const struct image_program *row = &m->programs[i];
    int64_t s = program_new(0, row->name, pages_of(row->quota), (uint32_t)row->vst_count);

    if (failed("program", row->name, s))
        return false;
    program_at[i] = gst_word((uint32_t)s);
    return !failed("loading", row->name, load_program(m, row, objects[s].program));
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
    segment_at[i] = s > 0 ? gst_word((uint32_t)s) : 0;
    return !failed("segment", row->name, s);
}

/* The program that may serve an endpoint is the one that ipc_share serves. */
static int endpoint_row(const struct image_grant *row, struct program *p)
{
    uint64_t *word = &endpoint_at[row->target];
    if (!*word) {
        int64_t made = endpoint_new(0, "endpoint");
        if (made < 0)
            return (int)made;
        *word = gst_word((uint32_t)made);
    }
    struct object *o = object_at(*word);
    if (o && row->perms & XS_PERM_R)
        endpoint_serve(o->endpoint, p);
    return 0;
}

/* What has been revoked since is not granted again. */
static int make_grant(const struct image *m, const struct image_grant *row, struct program *p)
{
    unsigned perms = (unsigned)row->perms;
    uint64_t word = 0;
    int error = 0;

    switch (row->target_kind) {
    case IMAGE_TARGET_PROGRAM: word = program_at[row->target]; break;
    case IMAGE_TARGET_SEGMENT:
        word = segment_at[row->target];
        perms &= (unsigned)m->segments[row->target].perms;
        break;
    case IMAGE_TARGET_IRQ: irq_allow(p, row->target); return 0;
    default:
        error = endpoint_row(row, p);
        word = endpoint_at[row->target];
        break;
    }
    if (error < 0)
        return error;
    if (!object_at(word))
        return 0;
    struct xs_vste e = vst_entry((uint32_t)word & 0xffffff, perms, row->gate_mask, row->badge);
    int64_t index = vst_put(&(struct vst){p->selector, p->vst_count, p->vst}, row->index, &e);
    return index < 0 ? (int)index : 0;
}

static bool start_grant(const struct image *m, uint64_t i)
{
    const struct image_grant *row = &m->grants[i];
    struct program *p = object_at(program_at[row->program])->program;
    return !failed("grant to", p->name, make_grant(m, row, p));
}

static int64_t make_thread(const struct image_thread *row, struct program *p)
{
    uint64_t frames = row->frames ? row->frames : FRAMES_DEFAULT;
    return thread_new(p, row->entry, row->arg, row->stack, frames, (unsigned)row->priority, row->name);
}

static bool start_thread(const struct image *m, uint64_t i)
{
    const struct image_thread *row = &m->threads[i];
    return !failed("thread", row->name, make_thread(row, object_at(program_at[row->program])->program));
}

bool image_start(const struct image *m)
{
    memset(endpoint_at, 0, sizeof endpoint_at);
    kept = 0;
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

/* Somebody manages a program of the image, and may want to start it again. */
bool image_is_kept(const struct image *m)
{
    for (uint64_t i = 0; i < m->header->grants_count; i++) {
        const struct image_grant *row = &m->grants[i];
        if (row->target_kind == IMAGE_TARGET_PROGRAM && row->perms & SYS_PERM_MANAGE)
            kept = m;
    }
    return kept;
}

static uint64_t row_of(const struct program *p)
{
    uint64_t i = 0;
    while (i < kept->header->programs_count && (uint32_t)(program_at[i] & 0xffffff) != p->selector)
        i++;
    return i;
}

static int64_t grant_again(uint64_t program, struct program *p)
{
    const struct image *m = kept;
    int64_t error = 0;

    for (uint64_t i = 0; error >= 0 && i < m->header->grants_count; i++)
        if (m->grants[i].program == program)
            error = make_grant(m, &m->grants[i], p);
    ipc_share_again(p);
    for (uint64_t i = 0; error >= 0 && i < m->header->threads_count; i++)
        if (m->threads[i].program == program)
            error = make_thread(&m->threads[i], p);
    return error;
}

int64_t image_restart(struct program *p)
{
    uint64_t before = gst_word(p->selector), i = kept ? row_of(p) : 0;

    if (p->state != PROGRAM_ENDED) /* threads of one that is ending still count on what it has */
        return -PE_BUSY;
    if (!kept || i == kept->header->programs_count || program_at[i] != before)
        return -PE_INVAL;
    program_end_children(p, PROGRAM_LIVE);
    if (!object_at(before)) /* nobody but its children managed it, and it went with them */
        return -PE_REVOKED;
    int64_t error = program_renew(p, (uint32_t)kept->programs[i].vst_count);
    if (error < 0)
        return error;
    program_at[i] = gst_word(p->selector);
    error = load_program(kept, &kept->programs[i], p);
    program_hand_over(before, program_at[i]); /* it is sealed: other harts may call it from here on */
    if (error >= 0)
        error = grant_again(i, p);
    if (error < 0)
        program_end(p, STATUS_KILLED);
    else
        p->restarts++;
    return error < 0 ? error : 0;
}
