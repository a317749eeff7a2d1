#include "board/fdt_writer.h"

#include <libfdt.h>
#include <stdio.h>

static void note(struct fdt_writer *w, int result)
{
    if (result < 0 && !w->error)
        w->error = result;
}

void fdt_node(struct fdt_writer *w, const char *name_format, ...)
{
    char name[64];
    va_list args;
    va_start(args, name_format);
    vsnprintf(name, sizeof name, name_format, args);
    va_end(args);
    note(w, fdt_begin_node(w->blob, name));
}

void fdt_end(struct fdt_writer *w)
{
    note(w, fdt_end_node(w->blob));
}

void fdt_text(struct fdt_writer *w, const char *property, const char *text)
{
    note(w, fdt_property_string(w->blob, property, text));
}

void fdt_bytes(struct fdt_writer *w, const char *property, const void *bytes, size_t size)
{
    note(w, fdt_property(w->blob, property, bytes, (int)size));
}

void fdt_flag(struct fdt_writer *w, const char *property)
{
    note(w, fdt_property(w->blob, property, NULL, 0));
}

void fdt_cells(struct fdt_writer *w, const char *property, unsigned count, ...)
{
    fdt32_t *cell;
    va_list args;
    int result = fdt_property_placeholder(w->blob, property, (int)(count * sizeof *cell), (void **)&cell);
    note(w, result);
    if (result < 0)
        return;
    va_start(args, count);
    for (unsigned i = 0; i < count; i++)
        cell[i] = cpu_to_fdt32(va_arg(args, uint32_t));
    va_end(args);
}

void fdt_reg(struct fdt_writer *w, uint64_t base, uint64_t size)
{
    fdt_cells(w, "reg", 4, (uint32_t)(base >> 32), (uint32_t)base, (uint32_t)(size >> 32), (uint32_t)size);
}
