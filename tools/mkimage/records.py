"""What an image description says, as plain records that remember their lines."""
import dataclasses


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
