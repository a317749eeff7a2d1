/* target.xml: which registers there are, for gdb to name and lay out. */
#include <stdio.h>
#include <stdlib.h>

#include "debug/gdb_regs.h"
#include "debug/gdb_state.h"

/* Layout of struct xs_reg (abi/layout.yaml, `reg`) in gdb's terms. */
static const char segment_types[] = "<flags id=\"sg_state\" size=\"4\">\n"
                                    "<field name=\"selector\" start=\"0\" end=\"23\"/>\n"
                                    "<field name=\"valid\" start=\"24\" end=\"24\"/>\n"
                                    "<field name=\"r\" start=\"25\" end=\"25\"/>\n"
                                    "<field name=\"w\" start=\"26\" end=\"26\"/>\n"
                                    "<field name=\"keep\" start=\"27\" end=\"27\"/>\n"
                                    "<field name=\"thread\" start=\"28\" end=\"28\"/>\n"
                                    "</flags>\n"
                                    "<struct id=\"sg_reg\">\n"
                                    "<field name=\"state\" type=\"sg_state\"/>\n"
                                    "<field name=\"generation\" type=\"uint32\"/>\n"
                                    "<field name=\"base\" type=\"uint64\"/>\n"
                                    "<field name=\"limit\" type=\"uint64\"/>\n"
                                    "<field name=\"zero\" type=\"uint64\"/>\n"
                                    "</struct>\n";

static const char *type_of(const struct gdb_reg *reg)
{
    if (reg->kind == REG_SEGMENT)
        return "sg_reg";
    if (reg->kind == REG_CORE && reg->number >= GDB_REGS_CORE)
        return "ieee_double";
    if (reg->kind == REG_CORE && reg->number == GDB_REGS_CORE - 1)
        return "code_ptr";
    if (reg->kind == REG_CORE && (reg->number == 2 || reg->number == 3 || reg->number == 4 || reg->number == 8))
        return "data_ptr";
    return "int";
}

static const char *group_of(unsigned feature)
{
    static const char *const groups[FEATURES] = {"general", "float", "system", "segment"};
    return groups[feature];
}

static void write_feature(FILE *f, unsigned feature)
{
    static const char *const names[FEATURES] = {
        "org.gnu.gdb.riscv.cpu",
        "org.gnu.gdb.riscv.fpu",
        "org.gnu.gdb.riscv.csr",
        "org.postern.xseg",
    };
    struct gdb_reg reg;
    fprintf(f, "<feature name=\"%s\">\n", names[feature]);
    if (feature == FEATURE_XSEG)
        fputs(segment_types, f);
    for (unsigned n = gdb_feature_start(feature); n < gdb_feature_start(feature + 1); n++) {
        gdb_reg_at(n, &reg);
        fprintf(f, "<reg name=\"%s\" bitsize=\"%u\" regnum=\"%u\" type=\"%s\" group=\"%s\"/>\n", reg.name, reg.size * 8,
                n, type_of(&reg), group_of(feature));
    }
    fputs("</feature>\n", f);
}

char *gdb_target_xml(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        return NULL;
    fputs("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target>\n"
          "<architecture>riscv:rv64</architecture>\n",
          f);
    for (unsigned feature = 0; feature < FEATURES; feature++)
        write_feature(f, feature);
    fputs("</target>\n", f);
    fclose(f);
    return text;
}
