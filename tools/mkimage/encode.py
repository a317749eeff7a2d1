"""Writes a resolved image as abi/image.yaml lays it out."""
import struct

import elf


def align(data, unit):
    return data + bytes(-len(data) % unit)


def patched(executable, grants):
    """The loads' bytes with each import's selector filled in (0: not granted)."""
    values = {grant.name: grant.value for grant in grants}
    images = [bytearray(load.data) for load in executable.loads]
    for wanted in executable.imports:
        for load, data in zip(executable.loads, images):
            at = wanted.offset - load.offset
            if 0 <= at and at + elf.IMPORT_SIZE <= len(data):
                struct.pack_into("<QQ", data, at + 32, values.get(wanted.name, 0), 0)
    return images


class Writer:
    def __init__(self, resolved, contract):
        self.resolved, self.contract = resolved, contract
        self.tables = {name: [] for name in ("program", "load", "gate", "segment", "grant", "thread")}
        self.blobs = []  # (load fields, bytes)

    def put(self, table, **values):
        self.tables[table].append(self.contract.records[table].pack(**values))

    def program(self, number, program):
        executable = self.resolved.executables[number]
        grants = self.resolved.grants[number]
        self.put("program", rights=sum(self.contract.rights[r] for r in set(program.rights)), quota=program.quota,
                 vst_count=program.vst, image_end=max(load.end for load in executable.loads),
                 first_load=len(self.blobs), load_count=len(executable.loads), first_gate=len(self.tables["gate"]),
                 gate_count=len(executable.gates), tls_offset=executable.tls[0], tls_filesz=executable.tls[1],
                 tls_memsz=executable.tls[2], fp=int(executable.fp), name=program.name)
        for load, data in zip(executable.loads, patched(executable, grants)):
            fields = dict(offset=load.first_page, size=load.end - load.first_page, prot=load.prot, reserved=0)
            self.blobs.append((fields, bytes(load.offset - load.first_page) + bytes(data)))
        for gate in executable.gates:
            self.put("gate", **{f"w{i}": word for i, word in enumerate(gate.words)})
        for grant in grants:
            self.grant(number, grant)
        for i, thread in enumerate(program.threads):
            self.put("thread", program=number, entry=self.resolved.entries[number, i], arg=thread.arg,
                     stack=thread.stack, frames=thread.frames, priority=thread.priority, name=thread.name)

    def grant(self, number, grant):
        kind = {"call": "PROGRAM", "segment": "SEGMENT", "irq": "IRQ", "endpoint": "ENDPOINT"}[grant.kind]
        self.put("grant", program=number, index=grant.index, target_kind=self.contract.targets[kind],
                 target=grant.target, perms=grant.perms, gate_mask=grant.gate_mask, badge=grant.badge, reserved=0)

    def segment(self, segment):
        window = self.contract.windows.get(segment.window) if segment.kind == "mmio" else None
        perms = sum(self.contract.perms[word.upper()] for word in set(segment.perms))
        self.put("segment", size=(window.size + 4095 & -4096) if window else segment.size,
                 phys=window.base if window else 0, kind=self.contract.kinds[segment.kind.upper()], perms=perms,
                 name=segment.name)

    def image(self):
        for segment in self.resolved.system.segments:
            self.segment(segment)
        for number, program in enumerate(self.resolved.system.programs):
            self.program(number, program)
        header = self.contract.records["header"]
        table_bytes = len(self.blobs) * self.contract.records["load"].size + \
            sum(len(row) for rows in self.tables.values() for row in rows)
        files, at = [], header.size + table_bytes
        for fields, data in self.blobs:
            self.put("load", file_off=at, file_size=len(data), **fields)
            files.append(align(data, 8))
            at += len(files[-1])
        return self.assemble(header, files, at)

    def assemble(self, header, files, total):
        fields = dict(magic=self.contract.magic, abi_version=self.contract.version, total_size=total, checksum=0)
        body, at = [], header.size
        for table, rows in self.tables.items():
            fields[f"{table}s_off"], fields[f"{table}s_count"] = at, len(rows)
            body += rows
            at += sum(map(len, rows))
        rest = b"".join(body + files)
        fields["checksum"] = -(words_sum(header.pack(**fields)) + words_sum(rest)) & (1 << 64) - 1
        return header.pack(**fields) + rest


def words_sum(data):
    return sum(struct.unpack(f"<{len(data) // 8}Q", data)) & (1 << 64) - 1
