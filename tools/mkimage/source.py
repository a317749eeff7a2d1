"""Reads an image's YAML by the schema of images/README.md."""
import yaml

import reader
import records

PAGE = 4096


class SystemReader(reader.Reader):
    """The schema of images/README.md, a method per kind of thing. `limits` and `rights` come from abi/."""

    def __init__(self, mistakes, limits, rights):
        super().__init__(mistakes)
        self.limits = limits
        self.rights = rights

    def put(self, record, field, read):
        """A handler that stores what `read` made of a value node, unless that was a mistake."""
        def handler(node):
            value = read(node)
            if value is not None:
                setattr(record, field, value)
        return handler

    def system(self, node):
        system = records.System(version_line=reader.line_of(node))

        def version(value):
            system.version_line = reader.line_of(value)
            system.version = self.number(value, "version")

        def named(into, read):
            def handler(value):
                for name, key, item in self.pairs(value, "this list"):
                    if self.name(key, "name"):
                        into.append(read(name, reader.line_of(key), item))
            return handler

        def endpoints(value):
            system.endpoints += [records.Endpoint(item.value, reader.line_of(item)) for item in self.items(value, "endpoints")
                                 if self.name(item, "endpoint")]

        self.fields(node, "the image", {
            "version": version,
            "segments": named(system.segments, self.segment),
            "endpoints": endpoints,
            "programs": named(system.programs, self.program),
        }, ("version", "programs"))
        return system

    def segment(self, name, line, node):
        segment = records.Segment(name, line)
        what = f"segment '{name}'"
        self.fields(node, what, {
            "kind": self.put(segment, "kind", lambda n: self.word(n, "kind", ("ram", "mmio", "dma"))),
            "size": self.put(segment, "size", lambda n: self.number(n, "size", PAGE, 1 << 39, PAGE)),
            "window": self.put(segment, "window", lambda n: self.name(n, "window")),
            "rights": self.put(segment, "perms", lambda n: self.words(n, "rights", ("r", "w"))),
        }, ("kind",))
        return segment

    def program(self, name, line, node):
        program = records.Program(name, line, elf_line=line, quota_line=line)
        what = f"program '{name}'"

        def elf(value):
            program.elf, program.elf_line = self.text(value, "elf") or "", reader.line_of(value)

        def quota(value):
            program.quota, program.quota_line = self.number(value, "quota", PAGE, 1 << 39, PAGE) or 0, reader.line_of(value)

        def threads(value):
            program.threads += [self.thread(item) for item in self.items(value, "threads")]

        def grants(value):
            program.grants += [self.grant(item) for item in self.items(value, "grants")]

        def without(value):
            program.without += [(item.value, reader.line_of(item)) for item in self.items(value, "without")
                                if self.name(item, "import")]

        self.fields(node, what, {
            "elf": elf,
            "quota": quota,
            "vst": self.put(program, "vst", lambda n: self.number(n, "vst", 2, self.limits["VST"])),
            "rights": self.put(program, "rights", lambda n: self.words(n, "rights", self.rights)),
            "threads": threads,
            "grants": grants,
            "without": without,
        }, ("elf", "quota"))
        return program

    def thread(self, node):
        thread = records.Thread("", reader.line_of(node), priority_line=reader.line_of(node))

        def priority(value):
            thread.priority_line = reader.line_of(value)
            thread.priority = self.number(value, "priority", 0, self.limits["PRIORITY"]) or 0

        self.fields(node, "this thread", {
            "name": self.put(thread, "name", lambda n: self.name(n, "name")),
            "entry": self.put(thread, "entry", lambda n: self.text(n, "entry")),
            "stack": self.put(thread, "stack", lambda n: self.number(n, "stack", PAGE, 1 << 30, PAGE)),
            "priority": priority,
            "frames": self.put(thread, "frames", lambda n: self.number(n, "frames", 1, self.limits["FRAMES"])),
            "arg": self.put(thread, "arg", lambda n: self.number(n, "arg")),
        }, ("name", "stack", "priority"))
        return thread

    def grant(self, node):
        grant = records.Grant(reader.line_of(node))

        def target(kind):
            def handler(value):
                if grant.kind:
                    self.wrong(value, f"one grant names one thing: '{grant.kind}' or '{kind}', not both")
                grant.kind, grant.target = kind, self.name(value, kind) or ""
            return handler

        def functions(value):
            grant.functions = [(item.value, reader.line_of(item)) for item in self.items(value, "functions")
                               if self.text(item, "function")]

        def rights(value):
            grant.rights = self.words(value, "rights", ("r", "w", "call", "serve"))

        def manage(value):
            grant.manage = self.word(value, "manage", ("yes", "no", "true", "false")) in ("yes", "true")

        self.fields(node, "this grant", {
            "call": target("call"), "segment": target("segment"), "irq": target("irq"), "endpoint": target("endpoint"),
            "as": self.put(grant, "name", lambda n: self.name(n, "as")),
            "index": self.put(grant, "index", lambda n: self.number(n, "index", 1, self.limits["VST"] - 1)),
            "interface": self.put(grant, "interface", lambda n: self.name(n, "interface")),
            "functions": functions,
            "badge": self.put(grant, "badge", lambda n: self.number(n, "badge")),
            "rights": rights,
            "manage": manage,
        })
        if not grant.kind:
            self.wrong(node, "this grant names nothing: it needs 'call', 'segment', 'irq' or 'endpoint'")
        return grant


def read(text, mistakes, limits, rights):
    """The System that `text` describes, or None when it is not YAML at all."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mistakes.add(mark.line + 1 if mark else 1, f"not YAML: {error.problem}")
        return None
    except yaml.YAMLError as error:
        mistakes.add(1, f"not YAML: {' '.join(str(error).split())}")
        return None
    if node is None:
        mistakes.add(1, "the file is empty")
        return None
    return SystemReader(mistakes, limits, rights).system(node)
