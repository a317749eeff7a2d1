#!/usr/bin/python3
"""Malformed programs on the disk: whatever their bytes, the shell says why it does not run them, or they fault alone;
the system goes on, and what they held comes back.

    run_malformed.py POSTERN KERNEL IMAGE PROGRAM      PROGRAM: a good ELF to spoil; SEED in the environment repeats a run
"""
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time

from machine import Failed, command, pipe

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COUNT = 60
BUSY = "lua -e 'for i = 1, 50000 do end'" # lets what runs behind run
INTERESTING = (0, 1, 0xfff, 0x1000, 0x7fffffff, 0xffffffff, 1 << 60, (1 << 60) + 0x1000, (1 << 63), (1 << 64) - 1)


def spoil_headers(data, rng):
    """One to three fields of the ELF or program headers become something else."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(4, 64 + 5 * 56 - 8)
        size = rng.choice((1, 2, 4, 8))
        value = rng.choice(INTERESTING) if rng.random() < 0.7 else rng.getrandbits(64)
        data[at:at + size] = struct.pack("<Q", value & (1 << 64) - 1)[:size]


def spoil_code(data, rng):
    """Bytes of the code become something else; the headers stay good."""
    for _ in range(rng.randint(4, 200)):
        data[rng.randrange(0x1000, 0x6000)] = rng.getrandbits(8)


def cut(data, rng):
    del data[rng.randrange(0, len(data)):]


def spoil_sections(data, rng):
    """Section headers, which name the import table."""
    start = struct.unpack_from("<Q", data, 40)[0]
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(start, len(data) - 8)
        data[at:at + 8] = struct.pack("<Q", rng.choice(INTERESTING))


def make_programs(good, folder, rng):
    for i in range(COUNT):
        data = bytearray(good)
        rng.choice((spoil_headers, spoil_code, cut, spoil_sections))(data, rng)
        (folder / f"p{i}").write_bytes(data)


def free_memory(text):
    return [line.rsplit(",", 1)[1] for line in text.split("\n") if "table entries" in line and "threads; memory:" in line]


def check(build, seed):
    good = pathlib.Path(build["program"]).read_bytes()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bad").mkdir()
        make_programs(good, folder / "bad", random.Random(seed))
        disk = folder / "disk.ext4"
        for words in (["--size", "48M", "reset"], ["put", str(folder / "bad"), "/bad"]):
            subprocess.run([ROOT / "tools/disk", "--disk", str(disk), *words], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        lines = ["segs"]
        for i in range(COUNT):
            # Behind: one that runs for ever must not hold up the others. BUSY takes a handle too.
            lines += [f"/bad/p{i} &", BUSY, f"kill {2 * i + 2}", f"echo after {i}"]
        lines += ["echo", "segs", "poweroff", ""]
        code, text = pipe(command(build, disk), "\n".join(lines), 120)
    missing = [i for i in range(COUNT) if f"\nafter {i}\n" not in text]
    if code or missing:
        raise Failed(f"exit code {code}, no answer after programs {missing[:5]}; the end of it:\n{text[-2000:]}")
    free = free_memory(text)
    if len(free) != 2 or free[0] != free[1]:
        raise Failed(f"memory free before and after: {free}\n{text[-2000:]}")


def main():
    build = dict(zip(("postern", "kernel", "image", "program"), (os.path.abspath(word) for word in sys.argv[1:5])))
    seed = int(os.environ.get("SEED", time.time_ns() // 1000))
    print(f"SEED={seed}")
    try:
        check(build, seed)
    except Failed as failure:
        print(f"FAILED malformed_programs_do_no_harm: {failure}\n0 passed, 1 failed")
        sys.exit(1)
    print("passed malformed_programs_do_no_harm\n1 passed, 0 failed")


if __name__ == "__main__":
    main()
