"""Checks a System against the contract and its ELF files, and resolves names to numbers. Every mistake is added at its
line; the result is meaningful only if there was none."""
import dataclasses

import elf

PAGE = 4096
KERNEL_WINDOWS = ("dram", "plic", "clint")


@dataclasses.dataclass
class ResolvedGrant:
    kind: str
    target: int
    perms: int = 0
    gate_mask: int = 0
    badge: int = 0
    index: int = 0
    name: str = ""
    value: int = 0  # what an import of this name receives


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
        self.programs = {p.name: i for i, p in enumerate(system.programs)}
        self.segments = {s.name: i for i, s in enumerate(system.segments)}
        self.endpoints = {}
        self.used = set()  # names of segments and endpoints that somebody holds
        self.served = set()
        self.irq_lines = {}

    def resolve(self):
        self.check_version()
        self.check_names()
        self.check_segments()
        executables = [self.read_elf(p) for p in self.system.programs]
        self.executables = executables
        grants, entries = [], {}
        for number, program in enumerate(self.system.programs):
            executable = executables[number]
            entries.update(self.check_threads(number, program, executable))
            grants.append(self.check_grants(number, program, executable))
            if executable:
                self.check_quota(program, executable)
                if not program.threads and not executable.gates:
                    self.add(program.line, f"program '{program.name}' has neither threads nor gates: nothing can run it")
        self.check_unused()
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
        for endpoint in self.system.endpoints:
            self.endpoints.setdefault(endpoint.name, len(self.endpoints))
        if len(self.endpoints) > self.contract.limits["ENDPOINTS"]:
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

    def check_unused(self):
        for segment in self.system.segments:
            if segment.name not in self.used:
                self.add(segment.line, f"segment '{segment.name}' is granted to nobody")
        for endpoint in self.system.endpoints:
            if endpoint.name not in self.used:
                self.add(endpoint.line, f"endpoint '{endpoint.name}' is granted to nobody")
            elif endpoint.name not in self.served:
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

    # --- grants -----------------------------------------------------------------------------------------------

    def check_grants(self, number, program, executable):
        resolved, names, indexes, broken = [], {}, {}, False
        wanted = {i.name for i in executable.imports} if executable else None
        for grant in program.grants:
            if not grant.kind or not grant.target:
                broken = True
                continue
            found = getattr(self, f"resolve_{grant.kind}")(number, program, grant)
            self.check_options(grant)
            if not found:
                broken = True
                continue
            found.name = grant.name or found.name
            found.index = grant.index
            if found.name in names:
                self.add(grant.line, f"duplicate grant '{found.name}' to program '{program.name}': first on line "
                                     f"{names[found.name]} (tell them apart with 'as')")
            names.setdefault(found.name, grant.line)
            if grant.index:
                if grant.index >= program.vst:
                    self.add(grant.line, f"index {grant.index} is outside the VST of {program.vst} entries")
                if grant.index in indexes:
                    self.add(grant.line, f"duplicate index {grant.index}: first on line {indexes[grant.index]}")
                indexes.setdefault(grant.index, grant.line)
            elif wanted is not None and found.name not in wanted:
                self.add(grant.line, f"grant '{found.name}': program '{program.name}' imports nothing of this name, and "
                                     "no index is given: it could never be used")
            resolved.append(found)
        if executable:
            self.check_imports(program, wanted, names, broken)
        self.place(program, resolved, set(indexes))
        return resolved

    def check_imports(self, program, wanted, granted, broken):
        """`broken`: some grant could not be understood, so that it is not known what is missing."""
        without = dict(program.without)
        for name in sorted(wanted):
            if name not in granted and name not in without and not broken:
                self.add(program.line, f"program '{program.name}' imports '{name}', which is not granted to it "
                                       "(if that is meant: without: [...])")
        for name, line in program.without:
            if name not in wanted:
                self.add(line, f"program '{program.name}' does not import '{name}'")
            elif name in granted:
                self.add(line, f"'{name}' is granted on line {granted[name]}, and yet listed under 'without'")

    def place(self, program, grants, taken):
        """Gives each grant without an index the lowest free one. Interrupts need no entry."""
        free = iter(i for i in range(1, program.vst) if i not in taken)
        for grant in grants:
            if grant.kind == "irq":
                continue
            if not grant.index:
                grant.index = next(free, 0)
                if not grant.index:
                    self.add(program.line, f"program '{program.name}': its grants do not fit into a VST of {program.vst} "
                                           "entries")
                    return
            grant.value = grant.index

    def check_options(self, grant):
        """Keys that mean nothing for this kind of grant."""
        given = {"functions": grant.functions is not None, "interface": bool(grant.interface),
                 "badge": grant.badge is not None, "rights": grant.rights is not None, "manage": grant.manage}
        meant = {"call": {"functions", "interface", "badge", "manage"}, "segment": {"rights", "manage"}, "irq": set(),
                 "endpoint": {"rights", "badge"}}[grant.kind]
        for key, there in given.items():
            if there and key not in meant:
                self.add(grant.line, f"'{key}' means nothing for a grant of kind {grant.kind}")
        words = {"segment": ("r", "w"), "endpoint": ("call", "serve")}.get(grant.kind, ())
        for word in grant.rights or ():
            if word not in words and "rights" in meant:
                self.add(grant.line, f"right '{word}' means nothing for a grant of kind {grant.kind}: "
                                     f"it has {', '.join(words)}")

    def resolve_call(self, number, program, grant):
        if grant.target not in self.programs:
            self.add(grant.line, f"no program '{grant.target}' in this image")
            return None
        target = self.programs[grant.target]
        found = ResolvedGrant("call", target, self.contract.perms["MANAGE"] if grant.manage else 0,
                              badge=number + 1 if grant.badge is None else grant.badge)
        executable = self.executables[target]
        if not executable:
            return None
        interfaces = list(dict.fromkeys(g.interface for g in executable.gates))
        interface = grant.interface or (interfaces[0] if len(interfaces) == 1 else "")
        if not interfaces:
            self.add(grant.line, f"program '{grant.target}' has no gates (no section .postern.gates in "
                                 f"{self.system.programs[target].elf}): there is nothing to call")
            return None
        if interface not in interfaces:
            self.add(grant.line, f"program '{grant.target}' has no interface '{interface}'; it has {', '.join(interfaces)}"
                     if interface else f"program '{grant.target}' has several interfaces "
                                       f"({', '.join(interfaces)}): name one with 'interface'")
            return None
        found.name = interface
        found.gate_mask = self.gate_mask(program, grant, executable, interface)
        return found

    def gate_mask(self, program, grant, executable, interface):
        callable_gates = {g.function: i for i, g in enumerate(executable.gates)
                          if g.interface == interface
                          and self.contract.gate_field(g, "kind") == self.contract.gate_kinds["CALL"]}
        wanted = grant.functions if grant.functions is not None else [(name, grant.line) for name in callable_gates]
        mask = 0
        for name, line in wanted:
            if name not in callable_gates:
                self.add(line, f"interface '{interface}' of program '{grant.target}' has no callable function '{name}'; "
                               f"it has {', '.join(callable_gates)}")
                continue
            gate = executable.gates[callable_gates[name]]
            mask |= 1 << callable_gates[name]
            self.check_admission(program, grant, gate)
        return mask

    def check_admission(self, program, grant, gate):
        """The call must be possible at all from the program's own threads."""
        for thread in program.threads:
            stack, frames = (self.contract.gate_field(gate, f) for f in ("stack", "frames"))
            if thread.stack and stack > thread.stack:
                self.add(thread.line, f"thread '{thread.name}': {grant.target}'s '{gate.function}' needs {stack} bytes of "
                                      f"stack; it has {thread.stack}")
            if frames + 1 > thread.frames:
                self.add(thread.line, f"thread '{thread.name}': {grant.target}'s '{gate.function}' needs {frames + 1} "
                                      f"linkage frames; it has {thread.frames}")

    def resolve_segment(self, number, program, grant):
        if grant.target not in self.segments:
            self.add(grant.line, f"no segment '{grant.target}' in this image")
            return None
        self.used.add(grant.target)
        segment = self.system.segments[self.segments[grant.target]]
        rights = segment.perms if grant.rights is None else grant.rights
        for word in rights:
            if word in ("r", "w") and word not in segment.perms:
                self.add(grant.line, f"right '{word}' is more than segment '{segment.name}' allows")
        perms = sum(self.contract.perms[word.upper()] for word in set(rights) if word in ("r", "w"))
        return ResolvedGrant("segment", self.segments[grant.target],
                             perms | (self.contract.perms["MANAGE"] if grant.manage else 0), name=grant.target)

    def resolve_irq(self, number, program, grant):
        window = self.contract.windows.get(grant.target)
        if not window or not window.irq:
            known = ", ".join(name for name, w in self.contract.windows.items() if w.irq)
            self.add(grant.line, f"no interrupt '{grant.target}' on this platform; there are {known}")
            return None
        if window.irq in self.irq_lines:
            self.add(grant.line, f"interrupt '{grant.target}' is granted twice: first on line {self.irq_lines[window.irq]}")
        self.irq_lines.setdefault(window.irq, grant.line)
        if grant.index:
            self.add(grant.line, "an interrupt takes no index: it has no VST entry")
        return ResolvedGrant("irq", window.irq, name=f"irq-{grant.target}", value=window.irq)

    def resolve_endpoint(self, number, program, grant):
        if grant.target not in self.endpoints:
            self.add(grant.line, f"no endpoint '{grant.target}' in this image")
            return None
        self.used.add(grant.target)
        rights = grant.rights or ("call",)
        if "serve" in rights:
            self.served.add(grant.target)
        perms = (self.contract.perms["R"] if "serve" in rights else 0) | (self.contract.perms["W"] if "call" in rights else 0)
        return ResolvedGrant("endpoint", self.endpoints[grant.target], perms,
                             badge=number + 1 if grant.badge is None else grant.badge, name=grant.target)
