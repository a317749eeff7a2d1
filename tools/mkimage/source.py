"""Reads an image's YAML into plain records that remember their lines. What cannot be read is a mistake at its line,
and reading goes on: one run reports them all."""
import dataclasses
import difflib
import re

import yaml

PAGE = 4096
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*$")
NAME_MAX = 31
SUFFIX = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class Mistakes:
    """What is wrong so far: (line, text), in the order found; the same thing is said once."""

    def __init__(self):
        self.found = []

    def add(self, line, text):
        if (line, text) not in self.found:
            self.found.append((line, text))

    def __bool__(self):
        return bool(self.found)


@dataclasses.dataclass
class Segment:
    name: str
    line: int
    kind: str = ""
    size: int = 0
    window: str = ""
    perms: tuple = ("r", "w")


@dataclasses.dataclass
class Endpoint:
    name: str
    line: int


@dataclasses.dataclass
class Thread:
    name: str
    line: int
    entry: str = ""  # symbol; empty: the ELF's entry point
    stack: int = 0
    priority: int = 0
    frames: int = 16
    arg: int = 0
    priority_line: int = 0


@dataclasses.dataclass
class Grant:
    line: int
    kind: str = ""  # call, segment, irq, endpoint
    target: str = ""
    name: str = ""  # of the import that it fills; empty: the target's own
    index: int = 0  # 0: the tool chooses
    functions: list = None  # [(name, line)]; None: every one of the interface
    interface: str = ""
    badge: int = None
    rights: tuple = None
    manage: bool = False


@dataclasses.dataclass
class Program:
    name: str
    line: int
    elf: str = ""
    elf_line: int = 0
    quota: int = 0
    quota_line: int = 0
    vst: int = 64
    rights: tuple = ()
    threads: list = dataclasses.field(default_factory=list)
    grants: list = dataclasses.field(default_factory=list)
    without: list = dataclasses.field(default_factory=list)  # [(import, line)] knowingly not granted


@dataclasses.dataclass
class System:
    version: int = None
    version_line: int = 1
    segments: list = dataclasses.field(default_factory=list)
    endpoints: list = dataclasses.field(default_factory=list)
    programs: list = dataclasses.field(default_factory=list)


def line_of(node):
    return node.start_mark.line + 1


class Reader:
    """Turns YAML nodes into values; every method answers None after a mistake."""

    def __init__(self, mistakes):
        self.mistakes = mistakes

    def wrong(self, node, text):
        self.mistakes.add(line_of(node), text)

    def pairs(self, node, what):
        """[(key, key node, value node)] of a mapping; duplicate keys are mistakes."""
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value == ""):
            return []
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} must be a mapping (key: value)")
            return []
        seen, pairs = {}, []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(key, f"a key of {what} must be a word")
                continue
            if key.value in seen:
                self.wrong(key, f"duplicate name '{key.value}' in {what}: first on line {seen[key.value]}")
                continue
            seen[key.value] = line_of(key)
            pairs.append((key.value, key, value))
        return pairs

    def items(self, node, what):
        if isinstance(node, yaml.ScalarNode) and node.value == "":
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, f"{what} must be a list")
            return []
        return node.value

    def fields(self, node, what, known, required=()):
        """Calls known[key](value node) for each key; unknown and missing keys are mistakes."""
        pairs = self.pairs(node, what)
        for key, key_node, value in pairs:
            if key in known:
                known[key](value)
            else:
                near = difflib.get_close_matches(key, known, 1)
                self.wrong(key_node, f"unknown key '{key}' in {what}" + (f"; did you mean '{near[0]}'?" if near else
                                     f"; known are {', '.join(known)}"))
        present = {key for key, _, _ in pairs}
        for key in required:
            if key not in present:
                self.wrong(node, f"{what} has no '{key}'")

    def text(self, node, what):
        if not isinstance(node, yaml.ScalarNode) or node.value == "":
            self.wrong(node, f"{what} must be a word")
            return None
        return node.value

    def name(self, node, what):
        text = self.text(node, what)
        if text is None:
            return None
        if not NAME.match(text):
            self.wrong(node, f"{what} '{text}' must begin with a letter and hold letters, digits, '_', '-' and '.' only")
            return None
        if len(text) > NAME_MAX:
            self.wrong(node, f"{what} '{text}' is longer than {NAME_MAX} bytes")
            return None
        return text

    def number(self, node, what, low=0, high=(1 << 64) - 1, unit=1):
        """An integer: decimal or 0x..., with an optional K, M or G; within [low, high], a multiple of unit."""
        text = self.text(node, what)
        if text is None:
            return None
        match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|[0-9]+)([KMG]?)", text)
        if not match:
            self.wrong(node, f"{what} must be a number (like 4096, 0x1000, 64K), not '{text}'")
            return None
        value = int(match[1], 0 if match[1][:2] in ("0x", "0X") else 10) * SUFFIX.get(match[2], 1)
        if not low <= value <= high:
            self.wrong(node, f"{what} {text} is outside {low} to {high}")
            return None
        if value % unit:
            self.wrong(node, f"{what} {text} must be a multiple of {unit}")
            return None
        return value

    def word(self, node, what, choices):
        text = self.text(node, what)
        if text is not None and text not in choices:
            self.wrong(node, f"{what} must be one of {', '.join(choices)}, not '{text}'")
            return None
        return text

    def words(self, node, what, choices):
        found = tuple(self.word(item, what, choices) for item in self.items(node, what))
        return tuple(word for word in found if word)


class SystemReader(Reader):
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
        system = System(version_line=line_of(node))

        def version(value):
            system.version_line = line_of(value)
            system.version = self.number(value, "version")

        def named(into, read):
            def handler(value):
                for name, key, item in self.pairs(value, "this list"):
                    if self.name(key, "name"):
                        into.append(read(name, line_of(key), item))
            return handler

        def endpoints(value):
            system.endpoints += [Endpoint(item.value, line_of(item)) for item in self.items(value, "endpoints")
                                 if self.name(item, "endpoint")]

        self.fields(node, "the image", {
            "version": version,
            "segments": named(system.segments, self.segment),
            "endpoints": endpoints,
            "programs": named(system.programs, self.program),
        }, ("version", "programs"))
        return system

    def segment(self, name, line, node):
        segment = Segment(name, line)
        what = f"segment '{name}'"
        self.fields(node, what, {
            "kind": self.put(segment, "kind", lambda n: self.word(n, "kind", ("ram", "mmio", "dma"))),
            "size": self.put(segment, "size", lambda n: self.number(n, "size", PAGE, 1 << 39, PAGE)),
            "window": self.put(segment, "window", lambda n: self.name(n, "window")),
            "rights": self.put(segment, "perms", lambda n: self.words(n, "rights", ("r", "w"))),
        }, ("kind",))
        return segment

    def program(self, name, line, node):
        program = Program(name, line, elf_line=line, quota_line=line)
        what = f"program '{name}'"

        def elf(value):
            program.elf, program.elf_line = self.text(value, "elf") or "", line_of(value)

        def quota(value):
            program.quota, program.quota_line = self.number(value, "quota", PAGE, 1 << 39, PAGE) or 0, line_of(value)

        def threads(value):
            program.threads += [self.thread(item) for item in self.items(value, "threads")]

        def grants(value):
            program.grants += [self.grant(item) for item in self.items(value, "grants")]

        def without(value):
            program.without += [(item.value, line_of(item)) for item in self.items(value, "without")
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
        thread = Thread("", line_of(node), priority_line=line_of(node))

        def priority(value):
            thread.priority_line = line_of(value)
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
        grant = Grant(line_of(node))

        def target(kind):
            def handler(value):
                if grant.kind:
                    self.wrong(value, f"one grant names one thing: '{grant.kind}' or '{kind}', not both")
                grant.kind, grant.target = kind, self.name(value, kind) or ""
            return handler

        def functions(value):
            grant.functions = [(item.value, line_of(item)) for item in self.items(value, "functions")
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
