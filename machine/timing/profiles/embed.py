#!/usr/bin/python3
"""Profiles as C: embed.py OUT FILE..."""
import json
import pathlib
import sys


def main():
    out, *files = sys.argv[1:]
    rows = []
    for name in sorted(files):
        path = pathlib.Path(name)
        lines = "\n        ".join(json.dumps(line + "\n", ensure_ascii=True) for line in path.read_text("utf-8").splitlines())
        rows.append(f'    {{"{path.stem}",\n        {lines}}},\n')
    pathlib.Path(out).write_text("/* Made by machine/timing/profiles/embed.py. */\n#pragma once\n"
                                 "static const struct {\n    const char *name, *text;\n} profiles[] = {\n" + "".join(rows) + "};\n")


if __name__ == "__main__":
    main()
