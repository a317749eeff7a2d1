"""C and assembler headers: layout, CSRs, causes, errors, platform, system calls, image."""

NOTE = "/* Generated from abi/{}.yaml by tools/abigen. Do not edit. */\n#pragma once\n\n"
C_ONLY = "#ifndef __ASSEMBLER__\n#include <stdint.h>\n"


def define(name, value, comment=""):
    text = value if isinstance(value, str) else (hex(value) if value > 9 else str(value))
    return f"#define {name} {text}" + (f" /* {comment} */" if comment else "") + "\n"


def files(contract):
    return {
        "abi/layout.h": layout(contract.layout),
        "abi/csrs.h": csrs(contract.csrs),
        "abi/causes.h": causes(contract.causes),
        "abi/errors.h": errors(contract.errors),
        "abi/platform.h": platform(contract.platform),
        "abi/syscalls.h": syscalls(contract.syscalls),
        "abi/image.h": image(contract.image),
    }


def layout(source):
    out = NOTE.format("layout")
    for name, item in source["constants"].items():
        out += define(f"XS_{name}", item["value"], item["meaning"])
    for name, enum in source["enums"].items():
        out += f"\n/* {enum['meaning']} */\n"
        out += "".join(define(f"XS_{name}_{key}", value) for key, value in enum["values"].items())
    accessors = ""
    for structure in source["structures"]:
        name, upper = structure["name"], structure["name"].upper()
        out += f"\n/* {structure['meaning']} */\n" + define(f"XS_{upper}_SIZE", structure["size"])
        accessors += f"\n/* {structure['meaning']} */\nstruct xs_{name} {{\n    uint64_t w[{structure['size'] // 8}];\n}};\n"
        for field in structure["fields"]:
            high, low = field["bits"]
            prefix = f"XS_{upper}_{field['name'].upper()}"
            out += define(f"{prefix}_OFFSET", field["word"] * 8, field["meaning"])
            out += define(f"{prefix}_SHIFT", low) + define(f"{prefix}_BITS", high - low + 1)
            accessors += accessor(name, field["name"], field["word"], high, low)
    return out + "\n" + C_ONLY + accessors + "#endif\n"


def accessor(structure, field, word, high, low):
    mask = (1 << (high - low + 1)) - 1
    get, put = f"xs_{structure}_{field}", f"xs_{structure}_set_{field}"
    if mask == 2**64 - 1:
        read, write = f"s->w[{word}]", f"s->w[{word}] = v"
    else:
        read = f"s->w[{word}] >> {low} & {mask:#x}u"
        write = f"s->w[{word}] = (s->w[{word}] & ~((uint64_t){mask:#x}u << {low})) | (v & {mask:#x}u) << {low}"
    return (f"static inline uint64_t {get}(const struct xs_{structure} *s) {{ return {read}; }}\n"
            f"static inline void {put}(struct xs_{structure} *s, uint64_t v) {{ {write}; }}\n")


def csrs(source):
    out = NOTE.format("csrs")
    for row in source["csrs"]:
        out += define(f"CSR_{row['name'].upper()}", row["number"], row["meaning"])
    out += "\n/* hpmcounter numbers */\n"
    for row in source["counters"]:
        out += define(f"XS_CTR_{row['name'].upper()}", row["number"], row["meaning"])
    out += "\n/* X(name, number) for each counter */\n#define XS_COUNTERS(X) \\\n"
    out += " \\\n".join(f"    X({row['name']}, {row['number']})" for row in source["counters"]) + "\n"
    out += "\n/* X(name, number, access) for each CSR */\n#define XS_CSRS(X) \\\n"
    return out + " \\\n".join(f"    X({row['name']}, {row['number']:#x}, {row['access']})" for row in source["csrs"]) + "\n"


def causes(source):
    out = NOTE.format("causes")
    for row in source["causes"]:
        out += define(f"XS_CAUSE_{row['name'].upper()}", row["number"], row["meaning"])
    for row in source["reasons"]:
        out += define(f"XS_REASON_{row['name'].upper()}", row["number"], row["text"])
    out += "\n/* X(NAME, number, text) for each reason */\n#define XS_REASONS(X) \\\n"
    return out + " \\\n".join(f"    X({row['name'].upper()}, {row['number']}, \"{row['text']}\")" for row in source["reasons"]) + "\n"


def errors(source):
    out = NOTE.format("errors")
    for row in source["errors"]:
        out += define(f"PE_{row['name'].upper()}", row["number"], row["text"])
    out += "\n/* X(NAME, number, text) for each error */\n#define PE_ERRORS(X) \\\n"
    return out + " \\\n".join(f"    X({row['name'].upper()}, {row['number']}, \"{row['text']}\")" for row in source["errors"]) + "\n"


def platform(source):
    out = NOTE.format("platform")
    for row in source["platform"]:
        upper = row["name"].upper()
        out += f"/* {row['meaning']} */\n"
        for key in ("base", "size", "irq"):
            out += define(f"PLAT_{upper}_{key.upper()}", row[key])
    for name, value in source["constants"].items():
        out += define(f"PLAT_{name}", value)
    return out


def syscalls(source):
    out = NOTE.format("syscalls") + define("POSTERN_ABI_VERSION", source["version"])
    for row in source["syscalls"]:
        out += define(f"SYS_{row['name'].upper()}", row["number"], f"({', '.join(row['args'])}) {row['meaning']}".replace("*/", ""))
    for name, values in source["enums"].items():
        out += "".join(define(f"SYS_{name}_{key}", value) for key, value in values.items())
    out += "\n/* X(name, number, argument count) for each system call */\n#define SYS_CALLS(X) \\\n"
    out += " \\\n".join(f"    X({row['name']}, {row['number']}, {len(row['args'])})" for row in source["syscalls"]) + "\n\n"
    return out + C_ONLY + records("info", source["info_records"]) + "#endif\n"


def image(source):
    out = NOTE.format("image") + define("IMAGE_MAGIC", f"{source['magic']:#x}ull")
    for name, values in source["enums"].items():
        out += "".join(define(f"IMAGE_{name}_{key}", value) for key, value in values.items())
    return out + "\n" + C_ONLY + records("image", source["records"]) + "#endif\n"


def records(prefix, table):
    out = ""
    for name, fields in table.items():
        out += f"\nstruct {prefix}_{name} {{\n"
        for field in fields:
            out += f"    char {field['text']}[32];\n" if isinstance(field, dict) else f"    uint64_t {field};\n"
        out += "};\n"
    return out
