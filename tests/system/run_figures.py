#!/usr/bin/python3
"""The figures and the tour, on this run's build: what is claimed of the prices, and that the tour shows it.

    run_figures.py POSTERN KERNEL TOUR_IMAGE
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# Key: the most that it may be (docs/decisions, issue 2).
LIMITS = {
    "warm_read_kernel_entries": 0,
    "farcall_raw_instructions": 2,
    "farcall_warm_table_references": 0,
    "farcall_null_instructions": 40,
    "farcall_buffer_instructions": 60,
    "ipc_null_instructions": 540,
    "batched_call_10_instructions": 230,
    "batched_call_10_filled_instructions": 180,
    "batched_call_100_instructions": 1500,
    "queue_null_instructions": 4200,
    "queue_10_instructions": 5300,
    "queue_100_instructions": 16000,
    "wake_scan_instructions_10000": 700,
    "irq_to_handler_instructions": 0,
    "async_1000_kernel_entries": 0,
    "queued_request_across_harts_client": 230,
    "queued_request_across_harts_server": 90,
}
OTHERS = ("farcall_cold_table_references", "direct_null_instructions", "read4k_direct_instructions",
          "read4k_far_instructions", "read4k_ipc_instructions")


class Failed(Exception):
    pass


def figures(profile=""):
    done = subprocess.run(["make", "-s", "figures"], cwd=ROOT, capture_output=True, text=True, timeout=200,
                          env={**os.environ, "TIMING": profile})
    if done.returncode:
        raise Failed(done.stdout + done.stderr)
    return json.loads(done.stdout)


def figures_are_one_json_object_with_every_key():
    found = figures()
    for key in (*LIMITS, *OTHERS):
        if not isinstance(found.get(key), int):
            raise Failed(f"{key} is {found.get(key)!r}")
    for key in found:
        if key.endswith("_instructions") and f"{key}_references" not in found:
            raise Failed(f"{key} comes without its memory references")


def figures_keep_their_limits():
    found = figures()
    for key, most in LIMITS.items():
        if found[key] > most:
            raise Failed(f"{key} is {found[key]}, at most {most} was promised")
    looks = [found[f"wake_scan_instructions_{blocked}"] for blocked in (10, 1000, 10000)]
    if max(looks) - min(looks) > 64:
        raise Failed(f"the scheduler's look costs {looks} with 10, 1,000 and 10,000 blocked threads: it grows")
    order = [found[f"read4k_{binding}_instructions"] for binding in ("direct", "far", "ipc")]
    if order != sorted(order):
        raise Failed(f"a 4 KiB read costs {order} under direct, far, ipc: one of them was measured wrongly")


def figures_repeat():
    if figures() != figures():
        raise Failed("two runs gave different figures: the machine is deterministic")


def figures_have_cycles_of_a_model():
    ideal, modelled = figures("ideal"), figures("u54")
    if ideal["farcall_null_cycles"] != ideal["farcall_null_instructions"]:
        raise Failed(f"ideal cycles are {ideal['farcall_null_cycles']}, instructions {ideal['farcall_null_instructions']}")
    for key in ("direct_null", "farcall_null", "ipc_null", "irq_to_handler"):
        cycles, instructions = modelled[f"{key}_cycles"], modelled[f"{key}_instructions"]
        if not instructions <= cycles < 2000:
            raise Failed(f"{key} takes {cycles} cycles under u54, {instructions} instructions")


def tour():
    postern, kernel, image = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        disk = pathlib.Path(folder) / "disk.ext4"
        subprocess.run([ROOT / "tools/disk", "--disk", str(disk), "--size", "24M", "reset"], check=True, cwd=ROOT,
                       stdout=subprocess.DEVNULL)
        written, drive = pathlib.Path(folder) / "written.ext4", ["-d", f"{disk},ro"]
        shutil.copy(disk, written)
        done = subprocess.run([postern, "-k", kernel, "-i", image, "-d", written, *drive, *drive, *drive], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=100)
    text = done.stdout.decode().replace("\r", "")
    if done.returncode:
        raise Failed(f"exit code {done.returncode}:\n{text}")
    return text


def claim_D10_a_warm_read_makes_no_kernel_entry():
    text = tour()
    for pattern in (r"kernel entries +0 ", r"far calls +32 ", r"segment tables read +0 ", r"requests done by the disk +16 ",
                    r"without stubs are 2 instructions", r"All was as it should be\."):
        if not re.search(pattern, text):
            raise Failed(f"'{pattern}' is missing in:\n{text}")


def tour_tells_each_fault_and_goes_on():
    text = tour()
    faults = re.findall(r"^fault: service `wild`, called by `tour`, tried to write 0x[0-9a-f]+ through sg(\d+):\n +(.*)", text,
                        re.MULTILINE)
    registers = [register for register, _ in faults]
    if registers != ["2", "3", "15", "1", "3"]:
        raise Failed(f"faults through {registers}:\n{text}")
    if text.count("the call came back: the service faulted during the call") != 5:
        raise Failed(text)


def claims_O8_and_D15_are_shown_by_the_tour():
    text = tour()
    for pattern in (r"the kernel's memory.* -> refused: the segment register is empty", r"one byte too far.* -> refused: the address lies outside",
                    r"memory that was withdrawn.* -> refused: the segment was revoked", r"its page, which.* -> done",
                    r"accesses that the disk was refused +3 ", r"the file now: what the buffer held at the sync",
                    r"the file still: what the buffer held at the sync"):
        if not re.search(pattern, text):
            raise Failed(f"'{pattern}' is missing in:\n{text}")


def claim_O4_a_service_that_never_returns_gives_its_caller_an_error():
    text = tour()
    if not re.search(r"wild loops +\d+ instructions, then: timed out\n +its lock was released by its cleanup gate", text):
        raise Failed(text)


def claim_D14_an_endless_completion_is_ended_and_forgotten():
    text = tour()
    for pattern in (r"calls of the tour's function +64 ", r"wild's next request: not permitted", r"next 8 requests: done"):
        if not re.search(pattern, text):
            raise Failed(f"'{pattern}' is missing in:\n{text}")


def claim_O10_a_service_comes_back_in_the_tour():
    text = tour()
    if not re.search(r"the next call +revoked\n +the same call, a little later +answered", text):
        raise Failed(text)


def claim_O7_a_revocation_costs_the_same_with_a_thousand_holders():
    found = figures()
    one, thousand = found["revoke_instructions_1_holder"], found["revoke_instructions_1000_holders"]
    if abs(thousand - one) > 64:
        raise Failed(f"{one} instructions with one holder, {thousand} with 1,000")


def tour_is_laid_out_for_a_terminal():
    for line in tour().split("Postern: services", 1)[1].split("\n"):
        if len(line) > 100 and "(thread" not in line:
            raise Failed(f"{len(line)} columns: {line}")


CASES = [figures_are_one_json_object_with_every_key, figures_keep_their_limits, figures_repeat, figures_have_cycles_of_a_model,
         claim_D10_a_warm_read_makes_no_kernel_entry,
         claim_O4_a_service_that_never_returns_gives_its_caller_an_error,
         claim_D14_an_endless_completion_is_ended_and_forgotten, claim_O10_a_service_comes_back_in_the_tour,
         claim_O7_a_revocation_costs_the_same_with_a_thousand_holders, tour_tells_each_fault_and_goes_on, claims_O8_and_D15_are_shown_by_the_tour, tour_is_laid_out_for_a_terminal]


def main():
    failed = 0
    for case in CASES:
        try:
            case()
        except (Failed, subprocess.SubprocessError, ValueError, OSError) as why:
            failed += 1
            print(f"FAILED {case.__name__}: {why}", flush=True)
        else:
            print(f"passed {case.__name__}", flush=True)
    print(f"{len(CASES) - failed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
