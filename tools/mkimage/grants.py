"""Resolves the grants of each program: names to numbers, checked against the ELF files of both sides."""
import dataclasses


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


class Granter:
    def __init__(self, system, contract, executables, add):
        """executables: one per program, None where it could not be read. add(line, text) takes a mistake."""
        self.system, self.contract, self.executables, self.add = system, contract, executables, add
        self.programs = {p.name: i for i, p in enumerate(system.programs)}
        self.segments = {s.name: i for i, s in enumerate(system.segments)}
        self.endpoints = {}
        for endpoint in system.endpoints:
            self.endpoints.setdefault(endpoint.name, len(self.endpoints))
        self.used = set()  # names of segments and endpoints that somebody holds
        self.served = set()
        self.irq_lines = {}

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
        interfaces = list(dict.fromkeys(g.interface for g in executable.gates
                                        if self.contract.gate_field(g, "kind") == self.contract.gate_kinds["CALL"]))
        interface = grant.interface or (interfaces[0] if len(interfaces) == 1 else "")
        if not interfaces and grant.manage and grant.functions == []:
            return found  # to be managed, and never called
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
