"""A good image description and the executables that it names, for the tests of the image tool."""
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOL = ROOT / "tools" / "mkimage"
sys.path[:0] = [str(HERE), str(TOOL)]
import contract as abi  # noqa: E402
import elf_maker as make  # noqa: E402
import mkimage  # noqa: E402

CONTRACT = abi.Contract(ROOT / "abi")

GOOD = """\
version: 1
segments:
  window: {kind: mmio, window: virtio0}
  bounce: {kind: dma, size: 64K}
  shared: {kind: ram, size: 8K, rights: [r]}
endpoints: [port]
programs:
  disk:
    elf: disk.elf
    quota: 1M
    grants:
      - {segment: window}
      - {segment: bounce, rights: [r, w], as: dma}
      - {irq: virtio0}
      - {endpoint: port, rights: [serve]}
  shell:
    elf: shell.elf
    quota: 0x200000
    vst: 100
    rights: [power, inspect]
    without: [console]
    threads:
      - {name: main, stack: 64K, priority: 10, frames: 8, arg: 5}
      - {name: second, entry: helper, stack: 4K, priority: 31}
    grants:
      - {call: disk, functions: [disk_read, disk_info], badge: 7}
      - {segment: shared, index: 9}
      - {endpoint: port, manage: no}
"""


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        self.write("disk.elf", make.executable(
            imports=["window", "dma", "irq-virtio0", "port"],
            gates=[make.gate("disk_read"), make.gate("disk_write"), make.gate("disk_info", stack=256),
                   make.gate("disk_done", kind=1)]))
        self.write("shell.elf", make.executable(imports=["disk", "console", "port", "disk"], flags=0x5,
                                                symbols=[("helper", make.TEXT + 0x20)], tls=(make.DATA, make.DATA, 8, 24, 8)))

    def write(self, name, data):
        (self.root / name).write_bytes(data)

    def make(self, text):
        return mkimage.make(text, CONTRACT, self.root)
