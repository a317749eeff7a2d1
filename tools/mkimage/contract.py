"""What the image tool takes from abi/*.yaml: record layouts, enumerations, the platform map, bits of a gate."""
import dataclasses
import struct

import yaml


class Record:
    """A record of abi/image.yaml: 8-byte fields in order, text fields of 32 bytes."""

    def __init__(self, name, fields):
        self.name = name
        self.fields = [(f["text"], "32s") if isinstance(f, dict) else (f, "Q") for f in fields]
        self.format = "<" + "".join(code for _, code in self.fields)
        self.size = struct.calcsize(self.format)

    def pack(self, **values):
        missing = {name for name, _ in self.fields} ^ set(values)
        assert not missing, f"{self.name}: {missing}"
        return struct.pack(self.format, *(values[name].encode() if code == "32s" else values[name]
                                          for name, code in self.fields))

    def unpack(self, data, offset):
        values = struct.unpack_from(self.format, data, offset)
        return {name: value.split(b"\0", 1)[0].decode() if code == "32s" else value
                for (name, code), value in zip(self.fields, values)}


@dataclasses.dataclass
class Window:
    base: int
    size: int
    irq: int


class Contract:
    def __init__(self, folder):
        def part(name):
            return yaml.safe_load((folder / f"{name}.yaml").read_text())

        image, syscalls, platform = part("image"), part("syscalls"), part("platform")
        self.version = syscalls["version"]
        self.magic = image["magic"]
        self.records = {name: Record(name, fields) for name, fields in image["records"].items()}
        self.kinds = image["enums"]["SEGKIND"]
        self.targets = image["enums"]["TARGET"]
        self.limits = image["enums"]["MAX"]
        self.rights = {name.lower(): bit for name, bit in syscalls["enums"]["RIGHT"].items()}
        self.perms = syscalls["enums"]["PERM"]
        self.windows = windows(platform)
        layout = part("layout")
        self.gate_kinds = layout["enums"]["GATE"]["values"]
        self.sizes = {s["name"]: s["size"] for s in layout["structures"]}
        self.gate_fields = {f["name"]: f for s in layout["structures"] if s["name"] == "gate" for f in s["fields"]}

    def gate_field(self, gate, name):
        field = self.gate_fields[name]
        high, low = field["bits"]
        return gate.words[field["word"]] >> low & (1 << (high - low + 1)) - 1


def windows(platform):
    """name -> Window; the virtio windows virtio0 to virtio7 follow one another."""
    found = {row["name"]: Window(row["base"], row["size"], row["irq"]) for row in platform["platform"]}
    first = found["virtio0"]
    for i in range(1, platform["constants"]["VIRTIO_COUNT"]):
        found[f"virtio{i}"] = Window(first.base + i * first.size, first.size, first.irq + i)
    return found
