"""Makes small RV64 executables for the tests, byte by byte: what the real toolchain would write for the parts that the
image tool reads."""
import struct

CODE = 1 << 60
TEXT = CODE + 0x1000
DATA = CODE + 0x3000


def gate(function, interface="disk", entry=TEXT + 0x10, protect=1, kind=0, stack=512, frames=2, valid=1):
    word1 = valid | protect << 1 | kind << 3 | 0b111 << 8 | 1 << 16
    return struct.pack("<4Q32s32s", entry, word1, stack | frames << 32, 0, interface.encode(), function.encode())


def wanted(name):
    return struct.pack("<32sQQ", name.encode(), 0xdead, 0xbeef)


def section_name(names, text):
    at = len(names)
    names += text.encode() + b"\0"
    return at


def executable(imports=(), gates=(), symbols=(), text=bytes(64), flags=0x1, loads=None, entry=TEXT, tls=None, machine=243,
               kind=2):
    """The bytes of an ELF file. loads: [(flags, vaddr, bytes, memory size)], made from text and imports when None."""
    import_data = b"".join(wanted(name) for name in imports)
    if loads is None:
        loads = [(5, TEXT, text, len(text)), (6, DATA, import_data + b"data!", len(import_data) + 0x100)]
    headers = len(loads) + (1 if tls else 0)
    at = (64 + headers * 56 + 4095) & -4096
    phdrs, body, places = b"", b"", {}
    for load_flags, vaddr, data, memory in loads:
        places[vaddr] = at + len(body)
        phdrs += struct.pack("<IIQQQQQQ", 1, load_flags, at + len(body), vaddr, vaddr, len(data), memory, 4096)
        body += data + bytes(-len(data) % 16)
    if tls:
        phdrs += struct.pack("<IIQQQQQQ", 7, 4, at, *tls)
    gate_data = b"".join(gates)
    strings = b"\0"
    symbol_data = bytes(24)
    for name, value in symbols:
        symbol_data += struct.pack("<IBBHQQ", len(strings), 0x12, 0, 1, value, 4)
        strings += name.encode() + b"\0"
    names = bytearray(b"\0")
    sections = [(0, 0, 0, b"", 0)]
    if imports:
        sections.append((section_name(names, ".postern.imports"), 1, DATA, None, 0))
    if gates:
        sections.append((section_name(names, ".postern.gates"), 1, 0, gate_data, 0))
    sections.append((section_name(names, ".symtab"), 2, 0, symbol_data, len(sections) + 1))
    sections.append((section_name(names, ".strtab"), 3, 0, strings, 0))
    sections.append((section_name(names, ".shstrtab"), 3, 0, None, 0))
    shdrs = b""
    for number, (name, section_kind, address, data, link) in enumerate(sections):
        if section_kind == 1 and address == DATA:
            where, size = places[DATA], len(import_data)
        else:
            data = bytes(names) if data is None else data
            where, size = at + len(body), len(data)
            body += data
        shdrs += struct.pack("<IIQQQQIIQQ", name, section_kind, 0, address, where, size, link, 0, 8, 24)
    body += bytes(-len(body) % 8)
    header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", kind, machine, 1, entry, 64, at + len(body), flags, 64, 56, headers, 64, len(sections),
        len(sections) - 1)
    return (header + phdrs).ljust(at, b"\0") + body + shdrs
