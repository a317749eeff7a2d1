"""Checks a System against the contract and its ELF files, and resolves names to numbers. Every mistake is added at its
line; the result is meaningful only if there was none."""
import dataclasses

import elf
import grants as granting

PAGE = 4096
KERNEL_WINDOWS = ("dram", "plic", "clint", "dmactl0")


@dataclasses.dataclass
class Resolved:
    system: object
    executables: list  # one per program, None where it could not be read
    grants: list  # one list of ResolvedGrant per program
    entries: dict  # (program, thread) number -> entry offset


def pages(size):
    return (size + PAGE - 1) & -PAGE


class Resolver:
    def __init__(self, system, contract, root, mistakes):
        self.system, self.contract, self.root = system, contract, root
        self.add = mistakes.add

    def resolve(self):
        self.check_version()
        self.check_names()
        self.check_segments()
        executables = [self.read_elf(p) for p in self.system.programs]
        granter = granting.Granter(self.system, self.contract, executables, self.add)
        grants, entries = [], {}
        for number, program in enumerate(self.system.programs):
            executable = executables[number]
            entries.update(self.check_threads(number, program, executable))
            grants.append(granter.check_grants(number, program, executable))
            if executable:
                self.check_quota(program, executable)
                if not program.threads and not executable.gates:
                    self.add(program.line, f"program '{program.name}' has neither threads nor gates: nothing can run it")
        self.check_unused(granter)
        self.check_memory(executables)
        return Resolved(self.system, executables, grants, entries)

    # --- the file's own consistency -------------------------------------------------------------------------

    def check_version(self):
        if self.system.version not in (None, self.contract.version):
            self.add(self.system.version_line,
                     f"version {self.system.version}: this tree's ABI version is {self.contract.version}")

    def check_names(self):
        seen = {}
        things = [(e.line, e.name, "endpoint") for e in self.system.endpoints]
        things += [(s.line, s.name, "segment") for s in self.system.segments]
        things += [(p.line, p.name, "program") for p in self.system.programs]
        for line, name, kind in sorted(things):
            if name in seen:
                self.add(line, f"duplicate name '{name}': {seen[name][0]} on line {seen[name][1]}")
            seen.setdefault(name, (kind, line))
        if len(self.system.endpoints) > self.contract.limits["ENDPOINTS"]:
            self.add(self.system.endpoints[-1].line, f"more than {self.contract.limits['ENDPOINTS']} endpoints")

    def check_segments(self):
        placed = []
        for segment in self.system.segments:
            what = f"segment '{segment.name}'"
            if segment.kind in ("ram", "dma"):
                if not segment.size:
                    self.add(segment.line, f"{what} of kind {segment.kind} needs a size")
                if segment.window:
                    self.add(segment.line, f"{what}: only kind mmio takes a window")
            if segment.kind != "mmio":
                continue
            if segment.size:
                self.add(segment.line, f"{what}: the size of kind mmio is its window's")
            window = self.contract.windows.get(segment.window)
            if not window:
                known = ", ".join(name for name in self.contract.windows if name not in KERNEL_WINDOWS)
                self.add(segment.line, f"{what}: no window '{segment.window}' on this platform; there are {known}")
            elif segment.window in KERNEL_WINDOWS:
                self.add(segment.line, f"{what}: window '{segment.window}' is the kernel's own")
            else:
                end = window.base + pages(window.size)
                for base, limit, other in placed:
                    if window.base < limit and base < end:
                        self.add(segment.line, f"{what} overlaps segment '{other}' in physical memory: "
                                               f"{window.base:#x} to {end:#x}")
                placed.append((window.base, end, segment.name))

    def check_unused(self, granter):
        for segment in self.system.segments:
            if segment.name not in granter.used:
                self.add(segment.line, f"segment '{segment.name}' is granted to nobody")
        for endpoint in self.system.endpoints:
            if endpoint.name not in granter.used:
                self.add(endpoint.line, f"endpoint '{endpoint.name}' is granted to nobody")
            elif endpoint.name not in granter.served:
                self.add(endpoint.line, f"endpoint '{endpoint.name}' has nobody with right serve: calls would hang")

    # --- programs ---------------------------------------------------------------------------------------------

    def read_elf(self, program):
        if not program.elf:
            return None
        try:
            return elf.parse((self.root / program.elf).read_bytes())
        except OSError as error:
            self.add(program.elf_line, f"program '{program.name}': {program.elf}: {error.strerror}")
        except elf.ElfError as error:
            self.add(program.elf_line, f"program '{program.name}': {program.elf}: {error}")
        return None

    def check_threads(self, number, program, executable):
        seen, entries = {}, {}
        for i, thread in enumerate(program.threads):
            if thread.name and thread.name in seen:
                self.add(thread.line, f"duplicate thread name '{thread.name}' in program '{program.name}': "
                                      f"first on line {seen[thread.name]}")
            seen.setdefault(thread.name, thread.line)
            if not executable:
                continue
            entry = executable.entry
            if thread.entry:
                if thread.entry not in executable.symbols:
                    self.add(thread.line, f"thread '{thread.name}': {program.elf} has no symbol '{thread.entry}'")
                    continue
                entry = executable.symbols[thread.entry] & elf.OFFSET
            if not elf.executable_at(executable.loads, entry):
                self.add(thread.line, f"thread '{thread.name}': its entry {entry:#x} lies outside the executable code")
            entries[number, i] = entry
        return entries

    def needed(self, program, executable):
        """Bytes of the quota that the image itself takes: loaded pages, stacks, linkage stacks, the VST."""
        loaded = sum(load.end - load.first_page for load in executable.loads)
        threads = sum(t.stack + pages((t.frames + 1) * self.contract.sizes["frame"]) for t in program.threads)
        return loaded + threads + pages(program.vst * self.contract.sizes["vste"])

    def check_quota(self, program, executable):
        need = self.needed(program, executable)
        if program.quota and need > program.quota:
            self.add(program.quota_line, f"program '{program.name}': quota {program.quota} is too small: its loads, "
                                         f"stacks and tables take {need} bytes")

    def check_memory(self, executables):
        total = sum(self.needed(p, e) for p, e in zip(self.system.programs, executables) if e)
        total += sum(s.size or 0 for s in self.system.segments if s.kind != "mmio")
        size = self.contract.windows["dram"].size
        if total > size:
            self.add(self.system.version_line, f"the image takes {total} bytes of memory; the machine has {size}")
