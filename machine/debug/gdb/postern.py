"""Names Xseg instructions in gdb: `source machine/debug/gdb/postern.py`, then x/i and disassemble show them.

The table is the generated one (abi/xseg.yaml); build once with `make gen`, or set POSTERN_INSN to the path of insn.py.
"""
import importlib.util
import os
import pathlib

import gdb
import gdb.disassembler

ROOT = pathlib.Path(__file__).resolve().parents[3]
REGISTERS = ("zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6").split()
PERMISSIONS = ("none", "r", "w", "rw")


def load_table():
    path = os.environ.get("POSTERN_INSN", ROOT / "build" / "gen" / "abi" / "insn.py")
    spec = importlib.util.spec_from_file_location("postern_insn", path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except OSError as error:
        raise gdb.GdbError(f"{path}: {error.strerror}; run `make gen` first") from error
    return module.INSTRUCTIONS


def field(word, places):
    """Value of a field: [high, low], or several such, highest part first."""
    if not isinstance(places[0], list):
        places = [places]
    value = 0
    for high, low in places:
        value = value << (high - low + 1) | word >> low & ((1 << (high - low + 1)) - 1)
    return value


def operand(name, word, fields):
    if name.endswith("(rs1)"):
        imm = field(word, fields["imm"])
        return f"{imm - (imm >> 11 << 12)}({REGISTERS[field(word, fields['rs1'])]})"
    value = field(word, fields[name])
    if name in ("rd", "rs1", "rs2"):
        return REGISTERS[value]
    if name == "sgd":
        return f"sg{value}"
    if name == "perm":
        return PERMISSIONS[value]
    return str(value)


def text(word, table):
    """The instruction in the assembler's syntax, or None if it is not one of Xseg's."""
    for name, match, mask, syntax, fields in table:
        if word & mask == match:
            operands = [operand(part.strip(), word, fields) for part in syntax.split(",") if part.strip()]
            return f"{name} {', '.join(operands)}".strip()
    return None


class Xseg(gdb.disassembler.Disassembler):
    def __init__(self, table):
        super().__init__("postern-xseg")
        self.table = table

    def __call__(self, info):
        low = int.from_bytes(bytes(info.read_memory(2, 0)), "little")
        if low & 3 != 3:
            return None
        word = low | int.from_bytes(bytes(info.read_memory(2, 2)), "little") << 16
        name = text(word, self.table)
        return name and gdb.disassembler.DisassemblerResult(4, name)


gdb.disassembler.register_disassembler(Xseg(load_table()), "riscv:rv64")
