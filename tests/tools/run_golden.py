#!/usr/bin/python3
"""The generated contract headers are what they were when somebody last looked (`make golden` after a meant change),
and both compilers accept them."""
import difflib
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import cases  # noqa: E402

GENERATED, GOLDEN = ROOT / "build/gen/abi", ROOT / "tests/golden/abi"


class Golden(unittest.TestCase):
    maxDiff = None

    def test_the_same_headers_exist(self):
        self.assertEqual(sorted(p.name for p in GENERATED.glob("*.h")), sorted(p.name for p in GOLDEN.glob("*.h")))


def compare(name):
    def test(self):
        was, now = ((folder / name).read_text().splitlines() for folder in (GOLDEN, GENERATED))
        difference = "\n".join(difflib.unified_diff(was, now, "golden", "generated", lineterm="", n=1))
        self.assertFalse(difference, f"{name} differs (make golden, if this is meant)\n{difference[:2000]}")
    return test


for path in sorted(GOLDEN.glob("*.h")):
    setattr(Golden, f"test_{path.stem}_is_unchanged", compare(path.name))

if __name__ == "__main__":
    cases.main()
