#!/usr/bin/python3
"""A fault of the kernel's own is told as one, wherever it happens: here in the IPC fast path, whose caller has put a kernel address into tp.

    kernel_fault.py POSTERN KERNEL IMAGE

gdb makes the fault, for the kernel has none of its own: it empties the register that holds the current thread."""
import pathlib
import subprocess
import sys
import tempfile
import time

POSTERN, KERNEL, IMAGE = sys.argv[1:4]
LURE = 0xF000_0000_8060_0000  # physical memory, as the kernel would reach it
IPC_CALL = 19

BREAK_IN = [
    f"break trap_entry if $a7 == {IPC_CALL}", "continue", f"set $tp = {LURE:#x}", "delete",
    "break fast_ipc_call", "continue", "delete", "stepi 3", "set $t5 = 0", "continue",
]


def wait_for(path):
    for _ in range(200):
        if path.exists():
            return
        time.sleep(0.02)
    sys.exit("the server did not come up")


def main():
    with tempfile.TemporaryDirectory() as folder:
        socket = pathlib.Path(folder) / "gdb"
        command = [POSTERN, "--kernel", KERNEL, "--initrd", IMAGE, "--gdb", f"unix:{socket}", "--wait", "--time-limit", "100000000"]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as machine:
            wait_for(socket)
            words = ["gdb-multiarch", "-nx", "-batch", "-ex", "set confirm off", "-ex", f"target remote {socket}"]
            for line in BREAK_IN:
                words += ["-ex", line]
            try:
                told = subprocess.run([*words, KERNEL], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20).stderr
            except subprocess.TimeoutExpired:
                told = "gdb was not answered"
            machine.kill()
            text = machine.communicate()[0]
    passed = sum("in the kernel at" in line for line in text.splitlines()) == 1
    print("ok" if passed else "FAILED", "a fault in the IPC fast path is the kernel's own, whatever tp its caller had", "" if passed else (text + told)[-300:])
    print(f"{int(passed)} passed, {int(not passed)} failed")
    sys.exit(not passed)


main()
