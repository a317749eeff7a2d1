/* Checks of the boot image. Pure: it reads the image and nothing else. */
#include "image.h"

#include "abi/layout.h"
#include "abi/platform.h"
#include "abi/syscalls.h"
#include "dma.h"
#include "limits.h"

typedef struct image_fault fault;

#define BAD(why, which, number) ((fault){.text = (why), .table = (which), .row = (number)})
#define FINE                    ((fault){0})

static bool fits(uint64_t offset, uint64_t count, uint64_t each, uint64_t total)
{
    return offset % 8 == 0 && offset <= total && count <= (total - offset) / each;
}

static bool is_name(const char *name)
{
    for (unsigned i = 0; i < NAME_SIZE; i++) {
        if (!name[i])
            return i > 0;
        if (name[i] < ' ' || name[i] > '~')
            return false;
    }
    return false;
}

static fault check_header(const void *bytes, uint64_t size, struct image *m)
{
    const struct image_header *h = bytes;

    if (size < sizeof *h)
        return BAD("it is shorter than its header", "header", 0);
    if (h->magic != IMAGE_MAGIC)
        return BAD("it does not begin with the mark of a boot image", "header", 0);
    if (h->abi_version != POSTERN_ABI_VERSION)
        return BAD("it was made for another ABI version", "header", 0);
    if (h->total_size > size || h->total_size % 8 || h->total_size < sizeof *h)
        return BAD("it is cut short", "header", 0);
    uint64_t sum = 0;
    for (uint64_t i = 0; i < h->total_size / 8; i++)
        sum += ((const uint64_t *)bytes)[i];
    if (sum)
        return BAD("its checksum is wrong", "header", 0);
    m->bytes = bytes;
    m->header = h;
    return FINE;
}

static fault find_tables(struct image *m)
{
    const struct image_header *h = m->header;
    uint64_t total = h->total_size;

#define TABLE(name)                                                      \
    if (!fits(h->name##_off, h->name##_count, sizeof *m->name, total))   \
        return BAD("the table does not lie inside the image", #name, 0); \
    m->name = (const void *)(m->bytes + h->name##_off);
    TABLE(programs)
    TABLE(loads)
    TABLE(gates)
    TABLE(segments)
    TABLE(grants)
    TABLE(threads)
#undef TABLE
    return FINE;
}

static fault check_programs(const struct image *m)
{
    const struct image_header *h = m->header;
    for (uint64_t i = 0; i < h->programs_count; i++) {
        const struct image_program *p = &m->programs[i];
        if (!is_name(p->name))
            return BAD("a program's name is empty, too long or not printable", "programs", i);
        if (p->vst_count < 2 || p->vst_count > VST_MAX)
            return BAD("vst_count is out of range", "programs", i);
        if (p->load_count > h->loads_count || p->first_load > h->loads_count - p->load_count)
            return BAD("its loads are not in the table", "programs", i);
        if (p->gate_count > XS_GATES_MAX || p->gate_count > h->gates_count ||
            p->first_gate > h->gates_count - p->gate_count)
            return BAD("its gates are not in the table, or too many", "programs", i);
        if (p->image_end % PAGE_SIZE || p->image_end > CODE_LIMIT || p->fp > 1)
            return BAD("image_end or fp is wrong", "programs", i);
        if (p->rights & ~(uint64_t)(SYS_RIGHT_DEBUG | SYS_RIGHT_SPAWN | SYS_RIGHT_INSPECT | SYS_RIGHT_POWER))
            return BAD("it has rights that do not exist", "programs", i);
    }
    return FINE;
}

static fault check_loads(const struct image *m)
{
    for (uint64_t i = 0; i < m->header->loads_count; i++) {
        const struct image_load *l = &m->loads[i];
        if (l->offset % PAGE_SIZE || l->size % PAGE_SIZE || l->offset < PAGE_SIZE)
            return BAD("a load is not page-aligned, or uses page 0", "loads", i);
        if (l->offset > CODE_LIMIT || l->size > CODE_LIMIT - l->offset || l->file_size > l->size)
            return BAD("a load is too large", "loads", i);
        if (!fits(l->file_off, l->file_size, 1, m->header->total_size))
            return BAD("a load's bytes are not in the image", "loads", i);
        if (l->prot == 0 || l->prot > 7 || (l->prot & SYS_PROT_W && l->prot & SYS_PROT_X))
            return BAD("a load's rights are wrong (writable and executable never go together)", "loads", i);
    }
    return FINE;
}

static fault check_segments(const struct image *m)
{
    for (uint64_t i = 0; i < m->header->segments_count; i++) {
        const struct image_segment *s = &m->segments[i];
        if (!is_name(s->name))
            return BAD("a segment's name is empty, too long or not printable", "segments", i);
        if (s->kind > IMAGE_SEGKIND_DMA || s->size == 0 || s->size > SEGMENT_MAX || s->perms & ~7ull)
            return BAD("kind, size or permissions are out of range", "segments", i);
        bool mmio = s->kind == IMAGE_SEGKIND_MMIO;
        if (mmio && (s->phys % PAGE_SIZE || s->phys == 0 || s->size > PLAT_DRAM_BASE ||
                     s->phys > PLAT_DRAM_BASE - page_up(s->size)))
            return BAD("device registers must be page-aligned and below RAM", "segments", i);
        if (mmio && dma_is_control(s->phys, page_up(s->size)))
            return BAD("the control pages of DMA are the kernel's own", "segments", i);
        if (!mmio && s->phys)
            return BAD("only device registers have an address of their own", "segments", i);
    }
    return FINE;
}

static fault check_grants(const struct image *m)
{
    static const uint64_t irqs = PLAT_PLIC_SOURCES + 1;
    const uint64_t targets[] = {m->header->programs_count, m->header->segments_count, irqs, IMAGE_MAX_ENDPOINTS};

    for (uint64_t i = 0; i < m->header->grants_count; i++) {
        const struct image_grant *g = &m->grants[i];
        if (g->program >= m->header->programs_count)
            return BAD("a grant to no program", "grants", i);
        if (g->target_kind > IMAGE_TARGET_ENDPOINT || g->target >= targets[g->target_kind] || g->perms & ~7ull)
            return BAD("a grant of nothing that exists", "grants", i);
        bool irq = g->target_kind == IMAGE_TARGET_IRQ;
        if (irq ? g->target == 0 : g->index == 0 || g->index >= m->programs[g->program].vst_count)
            return BAD("a grant to an entry that does not exist", "grants", i);
    }
    return FINE;
}

static fault check_threads(const struct image *m)
{
    for (uint64_t i = 0; i < m->header->threads_count; i++) {
        const struct image_thread *t = &m->threads[i];
        if (!is_name(t->name))
            return BAD("a thread's name is empty, too long or not printable", "threads", i);
        if (t->program >= m->header->programs_count)
            return BAD("a thread of no program", "threads", i);
        if (t->stack == 0 || t->stack > STACK_MAX || t->frames > FRAMES_MAX || t->priority >= PRIORITIES)
            return BAD("stack, frames or priority is out of range", "threads", i);
    }
    return FINE;
}

fault image_check(const void *bytes, uint64_t size, struct image *m)
{
    fault f = check_header(bytes, size, m);
    if (!f.text)
        f = find_tables(m);
    if (!f.text)
        f = check_programs(m);
    if (!f.text)
        f = check_loads(m);
    if (!f.text)
        f = check_segments(m);
    if (!f.text)
        f = check_grants(m);
    if (!f.text)
        f = check_threads(m);
    return f;
}
