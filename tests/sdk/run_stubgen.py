#!/usr/bin/python3
"""stubgen against headers: every refusal at its line, all in one run; stubs of a good interface against goldens.

    run_stubgen.py STUBGEN [--write] [compiler flags...]

A header under bad/ says after `//!` what must be reported on that line, and nothing else may be.
--write renews golden/ (look at the difference before committing it).
"""
import difflib
import os
import subprocess
import sys
import tempfile
from random import Random

HERE = os.path.dirname(os.path.relpath(os.path.abspath(__file__)))
MUTILATIONS = 60
STUBS = ["far-client.S", "far-server.S", "ipc-client.c", "ipc-server.c", "requests.h", "perform.c", "queue-client.c",
         "queue-server.c"]


def run(stubgen, flags, header, out, *more):
    command = [stubgen, *more, "--out", out, *flags, header]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def expected(path):
    with open(path, encoding="utf-8") as file:
        return [f"{path}:{number}: {line.split('//! ', 1)[1].rstrip()}"
                for number, line in enumerate(file, 1) if "//! " in line]


def refusals(stubgen, flags):
    """Yields (name, complaint or None) for each bad header."""
    folder = os.path.join(HERE, "bad")
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".h")):
        path = os.path.join(folder, name)
        with tempfile.TemporaryDirectory() as out:
            result = run(stubgen, flags, path, out)
            left = os.listdir(out)
        got = result.stderr.splitlines()
        if result.returncode != 1:
            yield f"refuses {name}", f"status {result.returncode}, 1 expected: {result.stderr}"
        elif got != expected(path):
            yield f"refuses {name}", "\n".join(difflib.unified_diff(expected(path), got, "expected", "got", lineterm=""))
        elif left:
            yield f"refuses {name}", f"wrote {left} for a refused header"
        else:
            yield f"refuses {name}", None


def goldens(stubgen, flags, write):
    header = os.path.join(HERE, "everything.h")
    golden = os.path.join(HERE, "golden")
    with tempfile.TemporaryDirectory() as out:
        result = run(stubgen, flags, header, out)
        if result.returncode:
            yield "accepts everything.h", result.stderr
            return
        for stub in STUBS:
            with open(os.path.join(out, stub), encoding="utf-8") as file:
                got = file.read()
            path = os.path.join(golden, stub)
            if write:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(got)
            with open(path, encoding="utf-8") as file:
                want = file.read()
            diff = difflib.unified_diff(want.splitlines(), got.splitlines(), path, "stubgen", lineterm="")
            yield f"{stub} is its golden", None if got == want else "\n".join(diff)


def mutilated(stubgen, flags):
    """Headers with pieces cut out, doubled and exchanged: an answer, never a crash."""
    seed = int(os.environ.get("SEED", "1"))
    random = Random(seed)
    with open(os.path.join(HERE, "everything.h"), encoding="utf-8") as file:
        good = file.read()
    complaint = None
    with tempfile.TemporaryDirectory() as out:
        path = os.path.join(out, "mutilated.h")
        for _ in range(MUTILATIONS):
            text = good
            for _ in range(random.randint(1, 6)):
                a, b = sorted(random.sample(range(len(text)), 2))
                piece = text[a:min(b, a + random.randint(1, 60))]
                text = random.choice([text.replace(piece, "", 1), text[:b] + piece + text[b:],
                                      text[:a] + random.choice("(){}*,;[]#\"\\0x") + text[a:]])
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            result = run(stubgen, flags, path, out)
            if result.returncode not in (0, 1, 2) or (result.returncode and not result.stderr):
                complaint = f"status {result.returncode} for\n{text}\n{result.stderr}"
    yield f"{MUTILATIONS} mutilated headers are answered (SEED={seed})", complaint


def usage(stubgen, flags):
    """Calls that stubgen must answer with status 2 and a reason."""
    with tempfile.TemporaryDirectory() as out:
        missing = run(stubgen, flags, "no/such/header.h", out)
        yield "says which header cannot be read", None if "no/such/header.h" in missing.stderr and \
            missing.returncode == 2 else f"{missing.returncode} {missing.stderr}"
    unwritable = run(stubgen, flags, os.path.join(HERE, "everything.h"), "no/such/folder")
    yield "says which output cannot be written", None if "no/such/folder/far-client.S" in unwritable.stderr and \
        unwritable.returncode == 2 else f"{unwritable.returncode} {unwritable.stderr}"


def main():
    stubgen, flags = sys.argv[1], [a for a in sys.argv[2:] if a != "--write"]
    passed = failed = 0
    for cases in (refusals(stubgen, flags), goldens(stubgen, flags, "--write" in sys.argv),
                  mutilated(stubgen, flags), usage(stubgen, flags)):
        for name, complaint in cases:
            print(f"{'FAIL' if complaint else 'ok  '} {name}")
            if complaint:
                print(complaint)
            failed += bool(complaint)
            passed += not complaint
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
