#include "board/image.h"

#include <gelf.h>
#include <inttypes.h>
#include <string.h>

#include "abi/platform.h"

enum { PHDRS_MAX = 64, NOTES_MAX = 4, LEAD_MAX = 65536 };

static bool is_elf(const struct machine_image *image)
{
    return image->size >= SELFMAG && memcmp(image->bytes, ELFMAG, SELFMAG) == 0;
}

static bool load_raw(struct bus *bus, const struct machine_image *image, uint64_t at, struct image_extent *extent,
                     struct failure *why)
{
    if (!bus_write(bus, at, image->bytes, image->size))
        return refuse(why, "%s: %zu bytes at 0x%" PRIx64 " do not fit into RAM", image->name, image->size, at);
    *extent = (struct image_extent){at, at + image->size, at};
    return true;
}

static bool check_header(const struct machine_image *image, Elf *elf, GElf_Ehdr *header, struct failure *why)
{
    if (elf_kind(elf) != ELF_K_ELF || image->size < sizeof(Elf64_Ehdr))
        return refuse(why, "%s: damaged ELF header", image->name);
    if (image->bytes[EI_CLASS] != ELFCLASS64 || image->bytes[EI_DATA] != ELFDATA2LSB)
        return refuse(why, "%s: not a 64-bit little-endian ELF file", image->name);
    if (!gelf_getehdr(elf, header))
        return refuse(why, "%s: damaged ELF header: %s", image->name, elf_errmsg(-1));
    if (header->e_machine != EM_RISCV)
        return refuse(why, "%s: ELF file for machine %u, not RISC-V (%u)", image->name, header->e_machine, EM_RISCV);
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN)
        return refuse(why, "%s: ELF file of type %u is not an executable", image->name, header->e_type);
    return true;
}

static bool overlaps(const GElf_Phdr *a, const GElf_Phdr *b)
{
    return a->p_paddr < b->p_paddr + b->p_memsz && b->p_paddr < a->p_paddr + a->p_memsz;
}

static bool check_bytes(const struct machine_image *image, const GElf_Phdr *p, struct failure *why)
{
    if (p->p_offset > image->size || p->p_filesz > image->size - p->p_offset)
        return refuse(why, "%s: truncated: segment at 0x%" PRIx64 " needs file bytes up to %" PRIu64 " of %zu",
                      image->name, p->p_paddr, p->p_offset + p->p_filesz, image->size);
    if (p->p_filesz > p->p_memsz)
        return refuse(why, "%s: segment at 0x%" PRIx64 " has more file than memory bytes", image->name, p->p_paddr);
    return true;
}

static bool check_place(const struct bus *bus, const struct machine_image *image, const GElf_Phdr *p,
                        struct failure *why)
{
    if (!bus_ram(bus, p->p_paddr, p->p_memsz))
        return refuse(why, "%s: segment at 0x%" PRIx64 ", 0x%" PRIx64 " bytes, is outside RAM", image->name, p->p_paddr,
                      p->p_memsz);
    return true;
}

/* The loadable segments of a file, in its order, and what in it only describes it: its headers, up to `headers`, and notes. */
struct segments {
    GElf_Phdr load[PHDRS_MAX];
    unsigned count;
    uint64_t headers;
    GElf_Phdr note[NOTES_MAX];
    unsigned notes;
};

static bool describes(const struct segments *s, uint64_t at)
{
    for (unsigned i = 0; i < s->notes; i++)
        if (at >= s->note[i].p_offset && at - s->note[i].p_offset < s->note[i].p_filesz)
            return true;
    return at < s->headers;
}

/* A linker that is told nothing but where the text goes puts the file's headers into a page before it. Where that is below RAM
 * they are left out; anything else there would be missed. */
static void leave_out_headers(const struct machine_image *image, const struct segments *s, GElf_Phdr *p)
{
    uint64_t lead = p->p_paddr < PLAT_DRAM_BASE ? PLAT_DRAM_BASE - p->p_paddr : 0;
    lead = lead < p->p_memsz ? lead : p->p_memsz;
    if (p->p_offset || lead > p->p_filesz || lead > LEAD_MAX)
        return;
    for (uint64_t at = 0; at < lead; at++)
        if (image->bytes[at] && !describes(s, at))
            return;
    p->p_offset = lead;
    p->p_paddr += lead;
    p->p_vaddr += lead;
    p->p_filesz -= lead;
    p->p_memsz -= lead;
}

static bool add_segment(const struct bus *bus, const struct machine_image *image, struct segments *s, GElf_Phdr *p,
                        struct failure *why)
{
    if (!check_bytes(image, p, why))
        return false;
    leave_out_headers(image, s, p);
    if (!p->p_memsz)
        return true;
    if (!check_place(bus, image, p, why))
        return false;
    if (s->count == PHDRS_MAX)
        return refuse(why, "%s: more than %d loadable segments", image->name, PHDRS_MAX);
    for (unsigned i = 0; i < s->count; i++)
        if (overlaps(&s->load[i], p))
            return refuse(why, "%s: segments at 0x%" PRIx64 " and 0x%" PRIx64 " overlap", image->name,
                          s->load[i].p_paddr, p->p_paddr);
    s->load[s->count++] = *p;
    return true;
}

static void find_notes(Elf *elf, const GElf_Ehdr *header, struct segments *s)
{
    *s = (struct segments){.headers = header->e_phoff + (uint64_t)header->e_phnum * header->e_phentsize};
    for (int i = 0; i < header->e_phnum && s->notes < NOTES_MAX; i++)
        if (gelf_getphdr(elf, i, &s->note[s->notes]) && s->note[s->notes].p_type == PT_NOTE)
            s->notes++;
}

static bool collect(const struct bus *bus, const struct machine_image *image, Elf *elf, struct segments *s,
                    struct failure *why)
{
    size_t count;
    if (elf_getphdrnum(elf, &count) != 0)
        return refuse(why, "%s: damaged program headers: %s", image->name, elf_errmsg(-1));
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr p;
        if (!gelf_getphdr(elf, (int)i, &p))
            return refuse(why, "%s: damaged program header %zu: %s", image->name, i, elf_errmsg(-1));
        if (p.p_type == PT_LOAD && p.p_memsz && !add_segment(bus, image, s, &p, why))
            return false;
    }
    return s->count || refuse(why, "%s: ELF file with nothing to load", image->name);
}

static uint64_t physical_entry(const struct segments *s, uint64_t entry)
{
    for (unsigned i = 0; i < s->count; i++)
        if (entry >= s->load[i].p_vaddr && entry - s->load[i].p_vaddr < s->load[i].p_memsz)
            return s->load[i].p_paddr + (entry - s->load[i].p_vaddr);
    return entry;
}

/* Without an entry point (0), the first text. One outside RAM would only trap for ever. */
static bool find_entry(const struct bus *bus, const struct machine_image *image, const struct segments *s,
                       uint64_t told, uint64_t *entry, struct failure *why)
{
    *entry = physical_entry(s, told);
    if (bus_ram(bus, *entry, 2))
        return true;
    if (told)
        return refuse(why, "%s: entry point 0x%" PRIx64 " is outside RAM", image->name, told);
    *entry = UINT64_MAX;
    for (unsigned i = 0; i < s->count; i++)
        if (s->load[i].p_flags & PF_X && s->load[i].p_paddr < *entry)
            *entry = s->load[i].p_paddr;
    return *entry != UINT64_MAX || refuse(why, "%s: no entry point and no segment of text", image->name);
}

static void copy_segments(struct bus *bus, const struct machine_image *image, const struct segments *s,
                          struct image_extent *extent)
{
    *extent = (struct image_extent){UINT64_MAX, 0, 0};
    for (unsigned i = 0; i < s->count; i++) {
        const GElf_Phdr *p = &s->load[i];
        uint8_t *at = bus_ram(bus, p->p_paddr, p->p_memsz);
        memcpy(at, image->bytes + p->p_offset, p->p_filesz);
        memset(at + p->p_filesz, 0, p->p_memsz - p->p_filesz);
        extent->low = p->p_paddr < extent->low ? p->p_paddr : extent->low;
        extent->high = p->p_paddr + p->p_memsz > extent->high ? p->p_paddr + p->p_memsz : extent->high;
    }
}

static bool load_elf(struct bus *bus, const struct machine_image *image, Elf *elf, struct image_extent *extent,
                     struct failure *why)
{
    GElf_Ehdr header;
    struct segments segments;
    if (!check_header(image, elf, &header, why))
        return false;
    find_notes(elf, &header, &segments);
    if (!collect(bus, image, elf, &segments, why))
        return false;
    copy_segments(bus, image, &segments, extent);
    return find_entry(bus, image, &segments, header.e_entry, &extent->entry, why);
}

bool image_load(struct bus *bus, const struct machine_image *image, uint64_t raw_at, struct image_extent *extent,
                struct failure *why)
{
    if (image->size == 0)
        return refuse(why, "%s: the file is empty", image->name);
    if (!is_elf(image))
        return load_raw(bus, image, raw_at, extent, why);
    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)(uintptr_t)image->bytes, image->size);
    if (!elf)
        return refuse(why, "%s: damaged ELF file: %s", image->name, elf_errmsg(-1));
    bool ok = load_elf(bus, image, elf, extent, why);
    elf_end(elf);
    return ok;
}
