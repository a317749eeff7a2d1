#!/usr/bin/python3
"""Boots damaged boot images: the kernel says what is wrong and powers off with a failure; it never panics.

    bad_images.py POSTERN KERNEL IMAGE
"""
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

HEADER = ("magic abi_version total_size checksum programs_off programs_count loads_off loads_count gates_off gates_count "
          "segments_off segments_count grants_off grants_count threads_off threads_count").split()


def resum(image):
    """The checksum makes the sum of all words 0."""
    struct.pack_into("<Q", image, 24, 0)
    words = struct.unpack(f"<{len(image) // 8}Q", image)
    struct.pack_into("<Q", image, 24, -sum(words) % 2**64)
    return image


def field(image, name, value=None):
    at = 8 * HEADER.index(name)
    if value is not None:
        struct.pack_into("<Q", image, at, value)
    return struct.unpack_from("<Q", image, at)[0]


def damaged(good):
    """(name, image, words that the console must show)"""
    def changed(name, value, sum_it=True):
        image = bytearray(good)
        field(image, name, value)
        return resum(image) if sum_it else image
    def word(offset, value):
        image = bytearray(good)
        struct.pack_into("<Q", image, offset, value)
        return resum(image)
    program, load, thread = (field(good, n) for n in ("programs_off", "loads_off", "threads_off"))
    yield "another ABI version", changed("abi_version", 99), "the boot image has 99"
    yield "no mark", changed("magic", 1), "mark of a boot image"
    yield "wrong checksum", changed("checksum", 5, False), "checksum"
    yield "cut short", bytearray(good[:-64]), "cut short"
    yield "table outside", changed("grants_off", 2**40), "does not lie inside"
    yield "count that wraps", changed("loads_count", 2**62), "does not lie inside"
    yield "text that is writable", word(load + 32, 7), "writable and executable"
    yield "page 0", word(load, 0), "page 0"
    yield "a quota too small", word(program + 8, 8192), "quota exhausted"
    yield "more VST than there may be", word(program + 16, 1 << 30), "vst_count"
    yield "thread of no program", word(thread, 77), "a thread of no program"
    yield "stack of 0", word(thread + 24, 0), "stack, frames or priority"
    def device_registers(pa):
        image = bytearray(good)
        struct.pack_into("<3Q", image, field(good, "segments_off"), 4096, pa, 1)
        return resum(image)
    if field(good, "segments_count"):
        yield "a control page of DMA for a program", device_registers(0x10013000), "control pages of DMA"
    yield "nothing at all", bytearray(64), "shorter than its header"


def boot(args, image):
    with tempfile.NamedTemporaryFile(suffix=".img") as f:
        pathlib.Path(f.name).write_bytes(image)
        done = subprocess.run([args[0], "--kernel", args[1], "--initrd", f.name, "--time-limit", "200000000"],
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(errors="replace")


def main():
    args, failed, passed = sys.argv[1:4], 0, 0
    good = pathlib.Path(args[2]).read_bytes()

    def case(name, holds, why):
        nonlocal failed, passed
        print(f"ok {name}" if holds else f"FAILED {name}: {why}")
        failed, passed = failed + (not holds), passed + bool(holds)

    for name, image, words in damaged(good):
        code, text = boot(args, image)
        case(name, code == 1 and words in text and "panic" not in text, f"exit {code}: {text[-200:]!r}")
    rng = random.Random(3)
    print("seed 3")
    tables = field(good, "programs_off"), min(len(good), field(good, "threads_off") + 8 * 10)
    for n in range(12):
        image = bytearray(good)
        at = rng.randrange(tables[0] // 8, tables[1] // 8) * 8
        struct.pack_into("<Q", image, at, rng.choice([0, 1, 2**63, 2**64 - 1, rng.getrandbits(64), 4096]))
        code, text = boot(args, resum(image))
        case(f"word {at:#x} changed", "panic" not in text and code in (0, 1, 124, 125), f"exit {code}: {text[-200:]!r}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
