"""Reads what the image tool needs of an RV64 executable: loads, entry, symbols, TLS, gates and imports.
Conventions of the sections: docs/howto/write-a-service.md. Raises ElfError with the reason alone."""
import dataclasses
import struct

CODE_SEGMENT = 1 << 60  # link addresses have the register number of sg1 in the top nibble
OFFSET = CODE_SEGMENT - 1
PAGE = 4096
PT_LOAD, PT_TLS = 1, 7
SHT_SYMTAB = 2
EM_RISCV, ET_EXEC = 243, 2
EF_FLOAT_ABI = 6
IMPORT_SIZE, GATE_SIZE = 48, 96


class ElfError(Exception):
    pass


@dataclasses.dataclass
class Load:
    offset: int  # in the code segment, of the first byte
    data: bytes
    memory_size: int
    prot: int  # bits: 1 R, 2 W, 4 X

    @property
    def first_page(self):
        return self.offset & -PAGE

    @property
    def end(self):
        return (self.offset + self.memory_size + PAGE - 1) & -PAGE


@dataclasses.dataclass
class Gate:
    words: tuple  # of xs_gate; the entry is an offset already
    interface: str
    function: str


@dataclasses.dataclass
class Import:
    name: str
    offset: int  # in the code segment, of the record


@dataclasses.dataclass
class Executable:
    entry: int
    fp: bool
    loads: list
    gates: list
    imports: list
    symbols: dict
    tls: tuple = (0, 0, 0)  # offset, file size, memory size


def text_field(raw, what):
    text = raw.split(b"\0", 1)[0]
    if len(text) == len(raw):
        raise ElfError(f"a name in {what} is not terminated")
    try:
        return text.decode("ascii")
    except UnicodeDecodeError:
        raise ElfError(f"a name in {what} is not ASCII") from None


class File:
    def __init__(self, data):
        self.data = data
        if data[:4] != b"\x7fELF":
            raise ElfError("not an ELF file")
        if len(data) < 64 or data[4:6] != b"\x02\x01":
            raise ElfError("not a 64-bit little-endian ELF file")
        (kind, machine, _, self.entry, self.phoff, self.shoff, self.flags, _, self.phentsize, self.phnum,
         self.shentsize, self.shnum, self.shstrndx) = struct.unpack_from("<HHIQQQIHHHHHH", data, 16)
        if machine != EM_RISCV:
            raise ElfError("not for RISC-V")
        if kind != ET_EXEC:
            raise ElfError("not an executable (ET_EXEC): link it with the SDK's linker script")
        self.sections = [self.unpack("<IIQQQQIIQQ", self.shoff + i * self.shentsize, "section headers")
                         for i in range(self.shnum)]

    def unpack(self, form, offset, what):
        if offset + struct.calcsize(form) > len(self.data):
            raise ElfError(f"cut short: its {what} lie beyond the end of the file")
        return struct.unpack_from(form, self.data, offset)

    def bytes(self, offset, size, what):
        if offset + size > len(self.data):
            raise ElfError(f"cut short: {what} lies beyond the end of the file")
        return self.data[offset:offset + size]

    def string(self, table, offset):
        start = self.sections[table][4] + offset
        end = self.data.find(b"\0", start)
        return self.data[start:end if end >= 0 else start].decode("ascii", "replace")

    def section(self, name):
        """(address, bytes) of a section, or None."""
        for header in self.sections:
            if self.shstrndx < len(self.sections) and self.string(self.shstrndx, header[0]) == name:
                return header[3], self.bytes(header[4], header[5], f"section {name}")
        return None

    def program_headers(self):
        for i in range(self.phnum):
            kind, flags, offset, vaddr, _, filesz, memsz, align = self.unpack(
                "<IIQQQQQQ", self.phoff + i * self.phentsize, "program headers")
            yield kind, flags, offset, vaddr, filesz, memsz, align

    def symbols(self):
        found = {}
        for header in self.sections:
            if header[1] != SHT_SYMTAB or header[9] == 0 or header[6] >= len(self.sections):
                continue
            table = self.bytes(header[4], header[5], "the symbol table")
            for at in range(0, len(table) - 23, 24):
                name, _, _, index, value, _ = struct.unpack_from("<IBBHQQ", table, at)
                if index:
                    found[self.string(header[6], name)] = value
        return found


def code_offset(address, what):
    if address >> 60 != 1:
        raise ElfError(f"{what} is linked at {address:#x}, outside the code segment "
                       f"({CODE_SEGMENT:#x}; use the SDK's linker script)")
    return address & OFFSET


def read_loads(file):
    loads = []
    for kind, flags, offset, vaddr, filesz, memsz, _ in file.program_headers():
        if kind != PT_LOAD or memsz == 0:
            continue
        where = f"the segment at {vaddr:#x}"
        at = code_offset(vaddr, "a segment")
        if at < PAGE:
            raise ElfError(f"{where} covers page 0, which stays unmapped")
        if filesz > memsz:
            raise ElfError(f"{where} has more bytes in the file than in memory")
        if at + memsz > 1 << 38:
            raise ElfError(f"{where} ends outside the code segment (2^38 bytes)")
        prot = (flags & 4) >> 2 | flags & 2 | (flags & 1) << 2
        if prot & 6 == 6:
            raise ElfError(f"{where} is writable and executable")
        loads.append(Load(at, file.bytes(offset, filesz, where), memsz, prot | 1))
    if not loads:
        raise ElfError("nothing to load")
    loads.sort(key=lambda load: load.offset)
    for low, high in zip(loads, loads[1:]):
        if low.end > high.first_page:
            raise ElfError(f"the segments at {CODE_SEGMENT + low.offset:#x} and {CODE_SEGMENT + high.offset:#x} "
                           "share a page")
    return loads


def executable_at(loads, offset):
    return any(load.prot & 4 and load.offset <= offset < load.offset + load.memory_size for load in loads)


def read_gates(file, loads):
    found = file.section(".postern.gates")
    if not found:
        return []
    data = found[1]
    if len(data) % GATE_SIZE or len(data) > 64 * GATE_SIZE:
        raise ElfError(f".postern.gates has {len(data)} bytes: not 1 to 64 records of {GATE_SIZE}")
    gates = []
    for at in range(0, len(data), GATE_SIZE):
        words = list(struct.unpack_from("<4Q", data, at))
        gate = Gate((), text_field(data[at + 32:at + 64], ".postern.gates"),
                    text_field(data[at + 64:at + 96], ".postern.gates"))
        entry = code_offset(words[0], f"gate '{gate.function}'")
        if not executable_at(loads, entry):
            raise ElfError(f"gate '{gate.function}' lies outside the executable code")
        if not words[1] & 1:
            raise ElfError(f"gate '{gate.function}' is not marked valid")
        gate.words = (entry, *words[1:])
        gates.append(gate)
    return gates


def read_imports(file, loads):
    found = file.section(".postern.imports")
    if not found:
        return []
    address, data = found
    if len(data) % IMPORT_SIZE:
        raise ElfError(f".postern.imports has {len(data)} bytes: not a multiple of {IMPORT_SIZE}")
    imports = []
    for at in range(0, len(data), IMPORT_SIZE):
        offset = code_offset(address + at, ".postern.imports")
        if not any(load.prot & 2 and load.offset <= offset and offset + IMPORT_SIZE <= load.offset + len(load.data)
                   for load in loads):
            raise ElfError(".postern.imports is not part of the loaded, writable data")
        imports.append(Import(text_field(data[at:at + 32], ".postern.imports"), offset))
    return imports


def parse(data):
    file = File(data)
    loads = read_loads(file)
    program = Executable(code_offset(file.entry, "the entry point"), bool(file.flags & EF_FLOAT_ABI), loads,
                         read_gates(file, loads), read_imports(file, loads), file.symbols())
    for kind, _, _, vaddr, filesz, memsz, align in file.program_headers():
        if kind == PT_TLS and memsz:
            if align > 64:
                raise ElfError(f"thread-local data want alignment {align}: at most 64 is kept")
            program.tls = (code_offset(vaddr, "the thread-local data"), filesz, memsz)
    return program
