"""Who may include whom: machine, kernel and sdk know abi only; services and programs know the sdk and the services'
interface headers (services/NAME/NAME.h). A header that is not in the tree is the system's or a third party's."""
import re

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
ROOMS = ("machine", "kernel", "sdk", "services", "programs")
ALLOWED = {"machine": {"abi"}, "kernel": {"abi"}, "sdk": {"abi"}, "services": {"sdk"}, "programs": {"sdk"}}


def home(path):
    """The unit that a file belongs to: its room, and for services the folder in it."""
    depth = 2 if path.parts[0] == "services" else 1
    return path.parts[:depth]


def is_interface(path):
    return len(path.parts) == 3 and path.parts[0] == "services" and path.stem == path.parts[1] and path.suffix == ".h"


def permitted(path, target):
    room = path.parts[0]
    if home(path) == home(target) or target.parts[0] in ALLOWED[room]:
        return True
    return room in ("services", "programs") and is_interface(target)


def mistakes():
    headers = tree.files(".h")
    for path in tree.files(".c", ".h", ".S", ".def"):
        room = path.parts[0]
        if room not in ROOMS or "tests" in path.parts:
            continue
        for match in INCLUDE.finditer(tree.text(path) or ""):
            name = match[2]
            line = (tree.text(path) or "").count("\n", 0, match.start()) + 1
            if name.startswith("abi/"):
                if "abi" not in ALLOWED[room]:
                    yield f"{path}:{line}: {room} includes \"{name}\": it may know the sdk only"
                continue
            if name.startswith(".."):
                yield f"{path}:{line}: \"{name}\" climbs out of its folder: use the unit's include path"
                continue
            targets = [h for h in headers if str(h) == name or str(h).endswith("/" + name)]
            if targets and not any(permitted(path, target) for target in targets):
                yield f"{path}:{line}: {room} includes \"{name}\" of {targets[0].parts[0]}: it may know " \
                      f"{', '.join(sorted(ALLOWED[room]))} only"
