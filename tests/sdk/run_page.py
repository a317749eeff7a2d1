#!/usr/bin/python3
"""docs/howto/write-a-service.md says what works: its blocks are the example's files, and the example, booted,
prints what the page shows.

    run_page.py POSTERN KERNEL IMAGE PAGE EXAMPLES

A block below a line that ends in "`sdk/examples/NAME`:" is that file; the block below one that ends in "prints:" is
the end of the transcript.
"""
import os
import re
import subprocess
import sys


def blocks(page):
    """[(text before, body)] of the fenced blocks."""
    return re.findall(r"([^\n]*)\n\n```[a-z]*\n(.*?)```", page, re.S)


def files(page):
    for before, body in blocks(page):
        name = re.search(r"`sdk/examples/([^`]+)`[^`]*:$", before)
        if name:
            yield name.group(1), body


def printed(page):
    return [body for before, body in blocks(page) if before.endswith("prints:")]


def main():
    postern, kernel, image, path, examples = sys.argv[1:6]
    with open(path, encoding="utf-8") as file:
        page = file.read()
    verdicts = []
    for name, body in files(page):
        with open(os.path.join(examples, name), encoding="utf-8") as file:
            verdicts.append((f"{name} is what the page shows", file.read() == body))
    run = subprocess.run([postern, "-k", kernel, "-i", image, "--time-limit", "1000000000"], stdin=subprocess.DEVNULL,
                         capture_output=True, timeout=120, check=False)
    text = run.stdout.decode("utf-8", "replace").replace("\r", "")
    for body in printed(page):
        verdicts.append(("the example prints what the page shows", text.endswith(body) and run.returncode == 0))
    verdicts.append(("the page shows every file of the example", {n for n, _ in files(page)} == set(os.listdir(examples))))
    verdicts.append(("the page shows what is printed", len(printed(page)) == 1))
    for name, good in verdicts:
        print(f"{'ok  ' if good else 'FAIL'} {name}")
    failed = sum(not good for _, good in verdicts)
    print(f"{len(verdicts) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
