/* Sequential writing of a device tree with libfdt, remembering the first error. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct fdt_writer {
    void *blob;
    int error; /* a negative FDT_ERR_*, or 0 */
};

void fdt_node(struct fdt_writer *w, const char *name_format, ...) __attribute__((format(printf, 2, 3)));
void fdt_end(struct fdt_writer *w);
void fdt_text(struct fdt_writer *w, const char *property, const char *text);
/* `size` counts every byte, so that a list of strings can be given with its separating zeros. */
void fdt_bytes(struct fdt_writer *w, const char *property, const void *bytes, size_t size);
void fdt_flag(struct fdt_writer *w, const char *property);
void fdt_cells(struct fdt_writer *w, const char *property, unsigned count, ...); /* uint32_t each */
void fdt_reg(struct fdt_writer *w, uint64_t base, uint64_t size);                /* 2 + 2 cells */

#define FDT_LIST(w, property, literal) fdt_bytes(w, property, literal, sizeof literal)
