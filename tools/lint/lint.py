#!/usr/bin/python3
"""Checks of the sources themselves: layout, who includes whom, links, scripts. One case per check; `make check` runs it.

    tools/lint/lint.py [CHECK...]       format includes links scripts python text lengths decisions
                                mutants commands
"""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import includes  # noqa: E402
import tree  # noqa: E402

FILE_LINES, FUNCTION_LINES, CONDITIONALS = 350, 60, 5
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HERE = str(tree.ROOT)


def check_format():
    """clang-format would change nothing."""
    sources = [str(path) for path in tree.files(".c", ".h")]
    if not sources:
        return
    done = subprocess.run(["clang-format-14", "--dry-run", *sources], cwd=tree.ROOT, capture_output=True, text=True)
    counts = {}
    for match in re.finditer(r"^(\S.*?):(\d+):\d+: warning: code should be clang-formatted", done.stderr, re.M):
        counts.setdefault(match[1], []).append(match[2])
    for path, lines in sorted(counts.items()):
        yield f"{path}:{lines[0]}: layout differs in {len(lines)} places (clang-format-14 -i {path})"
    if done.returncode and not counts:
        yield done.stderr.strip()


def check_includes():
    """machine, kernel, sdk know abi; services and programs know the sdk."""
    yield from includes.mistakes()


def check_links():
    """Every relative link in a document leads somewhere."""
    for path in tree.files(".md"):
        text = re.sub(r"```.*?```", lambda m: "\n" * m[0].count("\n"), tree.text(path), flags=re.S)
        for match in LINK.finditer(text):
            target = match[1].split("#")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            base = tree.ROOT if target.startswith("/") else (tree.ROOT / path).parent
            if not (base / target.lstrip("/")).exists():
                yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: no such file: {target}"


def check_scripts():
    """shellcheck finds nothing in the shell scripts."""
    scripts = [str(path) for path in tree.scripts("bash")]
    done = subprocess.run(["shellcheck", "-f", "gcc", "-S", "warning", *scripts], cwd=tree.ROOT, capture_output=True,
                          text=True)
    yield from done.stdout.splitlines()


def check_python():
    """Every Python file compiles."""
    for path in sorted(set(tree.files(".py")) | set(tree.scripts("python"))):
        try:
            compile(tree.text(path), str(path), "exec")
        except SyntaxError as error:
            yield f"{path}:{error.lineno}: {error.msg}"


def check_text():
    """No trailing blanks, tabs in C, carriage returns; a newline at the end; no path of this checkout."""
    for path in tree.files():
        if path.suffix in (".patch", ".svg", ".img", ".bin") or path.parts[0] == "LICENSE":
            continue
        text = tree.text(path)
        if not text:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip() and path.name != "LICENSE":
                yield f"{path}:{number}: trailing blank"
            if path.suffix in (".c", ".h") and "\t" in line:
                yield f"{path}:{number}: tab"
            if len(HERE) > 5 and HERE + "/" in line:
                yield f"{path}:{number}: names a path of this machine"
        if not text.endswith("\n"):
            yield f"{path}: no newline at the end"


def long_functions(text):
    """(name, lines) of functions that do not fit a screen; layout as .clang-format makes it."""
    lines = text.split("\n")
    start = None
    for number, line in enumerate(lines):
        if line == "{" and number:
            start = number
        elif line == "}" and start is not None:
            if number - start > FUNCTION_LINES:
                yield lines[start - 1].strip(), number - start
            start = None


def check_lengths():
    """A list to look at, not a fault: long files, long functions, conditional compilation."""
    for path in tree.files(".c", ".h", ".py", ".S"):
        text = tree.text(path)
        count = text.count("\n")
        if count > FILE_LINES:
            print(f"  note  {path}: {count} lines")
        if path.suffix in (".c", ".h"):
            for name, size in long_functions(text):
                print(f"  note  {path}: {size} lines in {name}")
            conditionals = len(re.findall(r"^\s*#\s*(if|elif)\b", text, re.M))
            if conditionals > CONDITIONALS:
                print(f"  note  {path}: {conditionals} #if")
    return ()


def check_decisions():
    """Decisions have numbers of their own, and a title that begins with it."""
    seen = {}
    for path in tree.files(".md"):
        if path.parts[:2] != ("docs", "decisions"):
            continue
        number = path.name[:4]
        if not re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name):
            yield f"{path}: its name is not NNNN-some-words.md"
        elif number in seen:
            yield f"{path}: number {number} is {seen[number]}'s"
        elif not tree.text(path).startswith(f"# {number}: "):
            yield f"{path}:1: its title does not begin with '# {number}: '"
        seen.setdefault(number, path.name)


def check_mutants():
    """Every planted bug of tests/mutants still applies to the tree."""
    for path in tree.files(".patch"):
        if path.parts[:2] != ("tests", "mutants"):
            continue
        tried = subprocess.run(["patch", "-p1", "--dry-run", "--force", "--silent", "-i", str(path)], cwd=tree.ROOT,
                               stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if tried.returncode:
            yield f"{path}: it does not apply any more: make it follow the source (tests/mutants/README.md)"


def check_commands():
    """Every command of a ```sh block in README and CONTRIBUTING names a target or a file that exists."""
    for path in ("README.md", "CONTRIBUTING.md"):
        if not (tree.ROOT / path).exists():
            yield f"{path} is missing"
            continue
        for block in re.finditer(r"^```sh\n(.*?)^```", tree.text(path), re.S | re.M):
            for line in block[1].splitlines():
                command = re.sub(r"#.*", "", line).split()
                if command and not known(command):
                    yield f"{path}: `{line.strip()}` is no command of this tree"


def known(command):
    while command and re.match(r"[A-Z_]+=", command[0]):
        command = command[1:]
    if command[0] == "make":
        targets = [word for word in command[1:] if not re.match(r"[A-Z_a-z]+=|-", word)]
        question = subprocess.run(["make", "-q", *targets], cwd=tree.ROOT, capture_output=True, text=True)
        return "No rule to make target" not in question.stderr
    return "/" not in command[0] or (tree.ROOT / command[0]).exists()


def main():
    names = sys.argv[1:] or ["format", "includes", "links", "scripts", "python", "text", "lengths", "decisions", "mutants", "commands"]
    passed = failed = 0
    for name in names:
        check = globals()[f"check_{name}"]
        found = list(check() or ())
        for mistake in found:
            print(f"  {mistake}")
        print(f"{'FAILED' if found else 'ok':<7} {name}: {check.__doc__}")
        passed, failed = passed + (not found), failed + bool(found)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
