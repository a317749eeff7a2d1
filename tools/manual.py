#!/usr/bin/python3
"""Assembles the Xseg manual, and checks it.

A chapter is docs/manual/NN-name.md; its first line is `# N. Title`. A line `<!-- include: FILE -->` stands for the
generated table FILE. `[test: NAME]` names a test: a cmocka function `void NAME(void **state)` or a guest case `CASE(NAME)`.

  tools/manual.py --chapters DIR --generated DIR --out FILE     writes the manual
  tools/manual.py --chapters DIR --generated DIR --check        one line per chapter, `N passed, N failed` last
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r"^<!-- include: (\S+) -->$")
TEST = re.compile(r"\[test: ([^\]]*)\]")
# Where tests are, and how one is defined there.
DEFINED = [("machine/*/test/*.c", r"^(?:static )?void (\w+)\(void \*\*state\)"),
           ("tests/**/*.c", r"^(?:static )?void (\w+)\(void \*\*state\)"),
           ("tests/guest/cases_*.c", r"^CASE\((\w+)\)")]


def chapters(folder):
    return sorted(pathlib.Path(folder).glob("[0-9]*.md"))


def expand(chapter, generated):
    """The chapter's lines with includes replaced; raises ValueError with the place."""
    for number, line in enumerate(chapter.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            yield line
            continue
        table = pathlib.Path(generated) / match[1]
        if not table.is_file():
            raise ValueError(f"{chapter}:{number}: there is no generated table {match[1]}")
        yield from table.read_text().splitlines()


def known_tests():
    names = set()
    for pattern, definition in DEFINED:
        for path in ROOT.glob(pattern):
            names.update(re.findall(definition, path.read_text(), re.M))
    return names


def mistakes(chapter, generated, tests):
    number = int(chapter.name[:2])
    lines = chapter.read_text().splitlines()
    if not lines or not lines[0].startswith(f"# {number}. "):
        yield f"{chapter}:1: the title must begin with `# {number}. `"
    for section in [line for line in lines if line.startswith("## ")]:
        if not section.startswith(f"## {number}."):
            yield f"{chapter}: section `{section}` must begin with `## {number}.`"
    for at, line in enumerate(lines, 1):
        for name in TEST.findall(line):
            if name not in tests and name != "NAME":
                yield f"{chapter}:{at}: there is no test {name}"
    try:
        list(expand(chapter, generated))
    except ValueError as error:
        yield str(error)


def check(folder, generated):
    tests, passed, failed = known_tests(), 0, 0
    for chapter in chapters(folder):
        found = list(mistakes(chapter, generated, tests))
        print(f"{'FAIL' if found else 'ok'}    {chapter.name}", *found, sep="\n      " if found else "")
        passed, failed = passed + (not found), failed + bool(found)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def main():
    parser = argparse.ArgumentParser(description="assembles and checks the Xseg manual")
    parser.add_argument("--chapters", required=True)
    parser.add_argument("--generated", required=True)
    parser.add_argument("--out")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check(options.chapters, options.generated)
    try:
        text = "\n\n".join("\n".join(expand(chapter, options.generated)) for chapter in chapters(options.chapters))
    except ValueError as error:
        sys.exit(f"manual: {error}")
    out = pathlib.Path(options.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("# The Xseg manual\n\nAssembled from docs/manual and abi/*.yaml by `make manual`.\n\n" + text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
