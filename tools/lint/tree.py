"""The files that the checks look at: everything in the tree but what is fetched, built or the user's own."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = {".git", "build", "third", "disk", "golden", "__pycache__"}


def files(*suffixes):
    """Paths relative to the root, sorted; all files without suffixes."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in names:
            path = (pathlib.Path(folder) / name).relative_to(ROOT)
            if not suffixes or path.suffix in suffixes:
                found.append(path)
    return sorted(found)


def text(path):
    """The text of a file, or None when it is binary."""
    try:
        return (ROOT / path).read_text()
    except UnicodeDecodeError:
        return None


def scripts(interpreter):
    """Files whose first line names the interpreter."""
    found = []
    for path in files():
        with open(ROOT / path, "rb") as file:
            first = file.readline(80)
        if first.startswith(b"#!") and interpreter.encode() in first:
            found.append(path)
    return found
