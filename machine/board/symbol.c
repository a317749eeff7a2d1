#include "board/symbol.h"

#include <gelf.h>
#include <string.h>

static bool in_section(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, const char *name, uint64_t *value)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;
    for (int n = 0; data && gelf_getsym(data, n, &symbol); n++) {
        const char *text = elf_strptr(elf, header->sh_link, symbol.st_name);
        if (symbol.st_shndx == SHN_UNDEF || !text || strcmp(text, name) != 0)
            continue;
        *value = symbol.st_value;
        return true;
    }
    return false;
}

static bool find(Elf *elf, const char *name, uint64_t *value)
{
    GElf_Shdr header;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section)) != NULL;)
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB &&
            in_section(elf, section, &header, name, value))
            return true;
    return false;
}

static uint64_t physical(Elf *elf, uint64_t va)
{
    size_t count = 0;
    GElf_Phdr p;
    elf_getphdrnum(elf, &count);
    for (size_t n = 0; n < count; n++)
        if (gelf_getphdr(elf, (int)n, &p) && p.p_type == PT_LOAD && va >= p.p_vaddr && va - p.p_vaddr <= p.p_memsz)
            return p.p_paddr + (va - p.p_vaddr);
    return va;
}

bool image_symbol(const struct machine_image *image, const char *name, uint64_t *pa)
{
    uint64_t va;
    if (!image->bytes)
        return false;
    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)(uintptr_t)image->bytes, image->size);
    bool found = elf && elf_kind(elf) == ELF_K_ELF && find(elf, name, &va);
    if (found)
        *pa = physical(elf, va);
    elf_end(elf);
    return found;
}
