"""The instruction table: decoder and disassembler rows, assembler macros, C macros for inline assembly."""
import model
from emit_c import C_ONLY, NOTE, define


def files(contract):
    return {
        "abi/insn.h": decoder(contract.xseg),
        "abi/insn_asm.h": assembler(contract.xseg),
        "abi/insn_c.h": inline_c(contract.xseg),
        "abi/insn.py": python(contract.xseg),
    }


def ident(row):
    return row["name"].replace("sg.", "sg_")


def decoder(xseg):
    out = NOTE.format("xseg")
    for row in xseg["instructions"]:
        match, mask = model.match_mask(row, xseg["opcodes"])
        out += define(f"MATCH_{ident(row).upper()}", match) + define(f"MASK_{ident(row).upper()}", mask)
    for table in ("query", "inval"):
        for row in xseg[f"{table}_kinds"]:
            out += define(f"XS_{table.upper()}_{row['name'].upper()}", row["value"], row["meaning"])
    out += "\n/* X(id, name, match, mask, mode, syntax) for each instruction */\n#define XS_INSTRUCTIONS(X) \\\n"
    rows = []
    for row in xseg["instructions"]:
        match, mask = model.match_mask(row, xseg["opcodes"])
        rows.append(f"    X({ident(row)}, \"{row['name']}\", {match:#x}, {mask:#x}, '{row['mode']}', \"{row['syntax']}\")")
    out += " \\\n".join(rows) + "\n\n" + C_ONLY + "\n/* Operand fields of an instruction word. */\n"
    for row in xseg["instructions"]:
        for field, bits in row["fields"].items():
            if field not in ("rd", "rs1", "rs2"):
                out += f"static inline uint32_t {ident(row)}_{field}(uint32_t insn) {{ return {extract(bits)}; }}\n"
    return out + "#endif\n"


def extract(bits):
    parts = bits if isinstance(bits[0], list) else [bits]
    low, terms = 0, []
    for high_bit, low_bit in reversed(parts):
        width = high_bit - low_bit + 1
        term = f"(insn >> {low_bit} & {(1 << width) - 1:#x}u)"
        terms.append(term + (f" << {low}" if low else ""))
        low += width
    return " | ".join(reversed(terms))


def funct7(row, arg):
    """Expression of the bits 31:25, from the fields that lie there; `arg` names an operand."""
    terms = []
    for field, bits in row["fields"].items():
        if field not in ("rd", "rs1", "rs2", "imm") and bits[1] >= 25:
            terms.append(f"({arg(field)} << {bits[1] - 25})" if bits[1] > 25 else arg(field))
    return " + ".join(terms) or "0"


def insn_text(row, xseg, arg, reg):
    """The .insn directive; `arg` renders a constant operand, `reg` a register field."""
    opcode, funct3 = hex(xseg["opcodes"][row["opcode"]]), row["funct3"]
    if row["format"] == "i":
        rd, rs1 = (reg(f) if f in row["fields"] else "x0" for f in (("sgd" if "sgd" in row["fields"] else "rd"), "rs1"))
        imm = arg("imm") if row["syntax"] != "imm" else f"(({arg('imm')}) & 0x7ff) - (({arg('imm')}) & 0x800)"
        return f".insn i {opcode}, {funct3}, {rd}, {rs1}, {imm}"
    if row["format"] == "s":
        return f".insn s {opcode}, {funct3}, {reg('sgd')}, {arg('imm')}({reg('rs1')})"
    rd = "x0"
    if "rd" in row["fields"]:
        rd = reg("rd")
    elif row["fields"].get("sgd") == [11, 7]:
        rd = reg("sgd")
    rs1, rs2 = (reg(f) if f in row["fields"] else "x0" for f in ("rs1", "rs2"))
    return f".insn r {opcode}, {funct3}, {funct7(row, arg)}, {rd}, {rs1}, {rs2}"


def operands(row):
    return [o for o in row["syntax"].replace("imm(rs1)", "imm, rs1").replace(" ", "").split(",") if o]


def assembler(xseg):
    """Macros for .S files, GNU as and clang. A segment register is written by its number: sg.load 3, t0."""
    out = NOTE.format("xseg") + "#ifdef __ASSEMBLER__\n"
    for row in xseg["instructions"]:
        text = insn_text(row, xseg, lambda f: "(\\" + f + ")", lambda f: ("x\\" if f == "sgd" else "\\") + f)
        out += f"/* {row['meaning']} */\n.macro {row['name']} {', '.join(operands(row))}\n    {text}\n.endm\n"
    return out + "#endif\n"


def inline_c(xseg):
    """String macros for inline assembly: XS_ASM_SG_WIN("%0", "%1", "%2", "3", "1")."""
    out = NOTE.format("xseg")
    for row in xseg["instructions"]:
        names = operands(row)
        text = insn_text(row, xseg, lambda f: f'" {f} "', lambda f: ('x" ' if f == "sgd" else '" ') + f + ' "')
        out += f"/* {row['meaning']} */\n#define XS_ASM_{ident(row).upper()}({', '.join(names)}) \"{text}\"\n"
    return out.replace(' ""\n', "\n")


def python(xseg):
    """The same table for gdb's disassembler and test drivers."""
    rows = []
    for row in xseg["instructions"]:
        match, mask = model.match_mask(row, xseg["opcodes"])
        rows.append(f"    ({row['name']!r}, {match:#x}, {mask:#x}, {row['syntax']!r}, {row['fields']!r}),\n")
    return "# Generated from abi/xseg.yaml by tools/abigen. Do not edit.\nINSTRUCTIONS = [\n" + "".join(rows) + "]\n"
