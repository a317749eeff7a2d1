#include "loader/elf.h"

#include <string.h>

#include <postern/error.h>
#include <postern/layout.h>
#include <postern/syscall.h>

#include "loader/elf_format.h"

#define SEGMENTS_MAX 16u
#define SECTIONS_MAX 128u

static int refuse(struct elf_image *image, const char *reason)
{
    image->reason = reason;
    return -PE_NOEXEC;
}

/* True where [at, at+len) lies in [0, size), whatever the numbers are. */
static int within(uint64_t at, uint64_t len, uint64_t size)
{
    return at <= size && len <= size - at;
}

static int read_all(const struct elf_file *file, struct elf_image *image, void *buf, size_t len, uint64_t offset)
{
    if (!within(offset, len, file->size))
        return refuse(image, "the file is cut short");

    long got = file->read(file->context, buf, len, offset);
    if (got < 0)
        return (int)got;
    return (size_t)got == len ? 0 : refuse(image, "the file is cut short");
}

static const char *header_fault(const struct elf_header *h)
{
    static const uint8_t magic[7] = {0x7f, 'E', 'L', 'F', ELF_CLASS_64, ELF_DATA_LSB, 1};

    if (memcmp(h->ident, magic, 4) != 0)
        return "not an ELF file";
    if (memcmp(h->ident, magic, sizeof magic) != 0)
        return "not a 64-bit little-endian ELF file";
    if (h->machine != ELF_MACHINE_RISCV)
        return "built for another processor";
    if (h->type != ELF_TYPE_EXEC)
        return "not a linked, static program";
    if (h->flags & ~(uint32_t)(ELF_FLAG_RVC | ELF_FLAG_FLOAT_ABI))
        return "built for a RISC-V variant that this machine is not";
    if ((h->flags & ELF_FLAG_FLOAT_ABI) != 0 && (h->flags & ELF_FLAG_FLOAT_ABI) != ELF_FLAG_FLOAT_DOUBLE)
        return "built for an unknown floating-point calling convention";
    if (h->phentsize != sizeof(struct elf_segment) || h->phnum == 0 || h->phnum > SEGMENTS_MAX)
        return "its program header table is malformed";
    return NULL;
}

static unsigned prot_of(uint32_t flags)
{
    return (flags & ELF_R ? SYS_PROT_R : 0u) | (flags & ELF_W ? SYS_PROT_W : 0u) | (flags & ELF_X ? SYS_PROT_X : 0u);
}

/* The offset of a linked address in the code segment; a value past every limit for others. */
static uint64_t offset_of(uint64_t vaddr)
{
    uint64_t offset = vaddr & ((UINT64_C(1) << XS_OFFSET_BITS) - 1);

    return vaddr >> XS_OFFSET_BITS == XS_SG_CODE ? offset : UINT64_MAX;
}

static const char *load_fault(const struct elf_file *file, const struct elf_image *image, const struct elf_segment *s)
{
    uint64_t offset = offset_of(s->vaddr);
    unsigned prot = prot_of(s->flags);

    if (image->load_count == ELF_LOADS_MAX)
        return "it has too many segments";
    if (offset < ELF_PAGE || !within(offset, s->memsz, ELF_IMAGE_MAX))
        return "a segment lies outside the code segment's addresses";
    if (s->filesz > s->memsz || !within(s->offset, s->filesz, file->size))
        return "a segment lies outside the file";
    if (offset / ELF_PAGE * ELF_PAGE < image->image_end)
        return "two segments share a page, or are out of order";
    if (!(prot & SYS_PROT_R) || ((prot & SYS_PROT_W) && (prot & SYS_PROT_X)))
        return "a segment is writable and executable, or not readable";
    return NULL;
}

static int add_load(const struct elf_file *file, struct elf_image *image, const struct elf_segment *s)
{
    const char *fault = load_fault(file, image, s);

    if (fault != NULL)
        return refuse(image, fault);
    image->loads[image->load_count++] = (struct elf_load){
        .offset = offset_of(s->vaddr),
        .size = s->memsz,
        .file_off = s->offset,
        .file_size = s->filesz,
        .prot = prot_of(s->flags),
    };
    image->image_end = (offset_of(s->vaddr) + s->memsz + ELF_PAGE - 1) / ELF_PAGE * ELF_PAGE;
    return 0;
}

/* The load that holds [offset, offset+len) with bytes from the file; null where there is none. */
static const struct elf_load *load_with(const struct elf_image *image, uint64_t offset, uint64_t len)
{
    for (unsigned i = 0; i < image->load_count; i++) {
        const struct elf_load *load = &image->loads[i];
        if (offset >= load->offset && within(offset - load->offset, len, load->file_size))
            return load;
    }
    return NULL;
}

static int set_tls(struct elf_image *image, const struct elf_segment *s)
{
    uint64_t offset = offset_of(s->vaddr);

    if (image->tls_size != 0)
        return refuse(image, "it has two thread-local segments");
    if (s->filesz > s->memsz || s->memsz > ELF_TLS_MAX || s->align > ELF_PAGE)
        return refuse(image, "its thread-local segment is malformed or too large");
    if (s->filesz != 0 && load_with(image, offset, s->filesz) == NULL)
        return refuse(image, "its thread-local segment lies outside the loaded ones");
    if (s->memsz != 0) {
        image->tls_offset = s->filesz != 0 ? offset : 0;
        image->tls_file_size = s->filesz;
        image->tls_size = s->memsz;
    }
    return 0;
}

static int check_segment(const struct elf_file *file, struct elf_image *image, const struct elf_segment *s)
{
    if (s->type == ELF_LOAD && s->memsz != 0)
        return add_load(file, image, s);
    if (s->type == ELF_DYNAMIC || s->type == ELF_INTERP)
        return refuse(image, "it is dynamically linked");
    return 0;
}

static int check_segments(const struct elf_file *file, struct elf_image *image, const struct elf_header *h)
{
    struct elf_segment segments[SEGMENTS_MAX];
    int error = read_all(file, image, segments, h->phnum * sizeof segments[0], h->phoff);

    for (unsigned i = 0; error == 0 && i < h->phnum; i++)
        error = check_segment(file, image, &segments[i]);
    for (unsigned i = 0; error == 0 && i < h->phnum; i++)
        if (segments[i].type == ELF_TLS)
            error = set_tls(image, &segments[i]);
    return error;
}

static int check_entry(struct elf_image *image, uint64_t entry)
{
    uint64_t offset = offset_of(entry);
    const struct elf_load *load = load_with(image, offset, 4);

    if (load == NULL || !(load->prot & SYS_PROT_X) || (offset & 1))
        return refuse(image, "its entry point is not in its code");
    image->entry = offset;
    return 0;
}

static int set_imports(struct elf_image *image, const struct elf_section *s)
{
    uint64_t offset = offset_of(s->addr);
    const struct elf_load *load = load_with(image, offset, s->size);

    if (s->size % ELF_IMPORT_SIZE != 0 || s->size / ELF_IMPORT_SIZE > ELF_IMPORTS_MAX)
        return refuse(image, "its import table is malformed");
    if (s->size == 0)
        return 0;
    if (load == NULL || !(load->prot & SYS_PROT_W) || offset % 8 != 0)
        return refuse(image, "its import table lies outside its data");
    image->import_offset = offset;
    image->import_file_off = load->file_off + (offset - load->offset);
    image->import_count = (unsigned)(s->size / ELF_IMPORT_SIZE);
    return 0;
}

static int is_import_table(const struct elf_file *file, struct elf_image *image, const struct elf_section *names,
                           const struct elf_section *s)
{
    static const char wanted[] = ".postern.imports";
    char name[sizeof wanted];

    if (s->type != ELF_SECTION_PROGBITS || !(s->flags & ELF_SECTION_ALLOC))
        return 0;
    if (!within(s->name, sizeof name, names->size))
        return 0;
    if (!within(names->offset, names->size, file->size))
        return refuse(image, "its section names lie outside the file");

    int error = read_all(file, image, name, sizeof name, names->offset + s->name);
    return error != 0 ? error : memcmp(name, wanted, sizeof wanted) == 0;
}

/* A file without section headers (stripped of them) imports nothing. */
static int check_sections(const struct elf_file *file, struct elf_image *image, const struct elf_header *h)
{
    static struct elf_section sections[SECTIONS_MAX]; /* one check at a time: elf.h */

    if (h->shoff == 0 || h->shnum == 0)
        return 0;
    if (h->shentsize != sizeof sections[0] || h->shnum > SECTIONS_MAX || h->shstrndx >= h->shnum)
        return refuse(image, "its section header table is malformed");

    int error = read_all(file, image, sections, h->shnum * sizeof sections[0], h->shoff);
    for (unsigned i = 0; error == 0 && i < h->shnum; i++) {
        int found = is_import_table(file, image, &sections[h->shstrndx], &sections[i]);
        if (found < 0)
            return found;
        if (found)
            return set_imports(image, &sections[i]);
    }
    return error;
}

int elf_check(const struct elf_file *file, struct elf_image *image)
{
    struct elf_header header;

    memset(image, 0, sizeof *image);
    if (file->size < sizeof header)
        return refuse(image, "not an ELF file");

    int error = read_all(file, image, &header, sizeof header, 0);
    if (error != 0)
        return error;
    const char *fault = header_fault(&header);
    if (fault != NULL)
        return refuse(image, fault);

    image->fp = (header.flags & ELF_FLAG_FLOAT_ABI) == ELF_FLAG_FLOAT_DOUBLE;
    error = check_segments(file, image, &header);
    if (error == 0)
        error = check_entry(image, header.entry);
    return error != 0 ? error : check_sections(file, image, &header);
}
