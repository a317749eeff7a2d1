"""Typed values out of YAML nodes. What cannot be read is a mistake at its line, and reading goes on: one run reports all."""
import difflib
import re

import yaml

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*$")
NAME_MAX = 31
SUFFIX = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class Mistakes:
    """What is wrong so far: (line, text), in the order found; the same thing is said once."""

    def __init__(self):
        self.found = []

    def add(self, line, text):
        if (line, text) not in self.found:
            self.found.append((line, text))

    def __bool__(self):
        return bool(self.found)


def line_of(node):
    return node.start_mark.line + 1


class Reader:
    """Turns YAML nodes into values; every method answers None after a mistake."""

    def __init__(self, mistakes):
        self.mistakes = mistakes

    def wrong(self, node, text):
        self.mistakes.add(line_of(node), text)

    def pairs(self, node, what):
        """[(key, key node, value node)] of a mapping; duplicate keys are mistakes."""
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value == ""):
            return []
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} must be a mapping (key: value)")
            return []
        seen, pairs = {}, []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(key, f"a key of {what} must be a word")
                continue
            if key.value in seen:
                self.wrong(key, f"duplicate name '{key.value}' in {what}: first on line {seen[key.value]}")
                continue
            seen[key.value] = line_of(key)
            pairs.append((key.value, key, value))
        return pairs

    def items(self, node, what):
        if isinstance(node, yaml.ScalarNode) and node.value == "":
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, f"{what} must be a list")
            return []
        return node.value

    def fields(self, node, what, known, required=()):
        """Calls known[key](value node) for each key; unknown and missing keys are mistakes."""
        pairs = self.pairs(node, what)
        for key, key_node, value in pairs:
            if key in known:
                known[key](value)
            else:
                near = difflib.get_close_matches(key, known, 1)
                self.wrong(key_node, f"unknown key '{key}' in {what}" + (f"; did you mean '{near[0]}'?" if near else
                                     f"; known are {', '.join(known)}"))
        present = {key for key, _, _ in pairs}
        for key in required:
            if key not in present:
                self.wrong(node, f"{what} has no '{key}'")

    def text(self, node, what):
        if not isinstance(node, yaml.ScalarNode) or node.value == "":
            self.wrong(node, f"{what} must be a word")
            return None
        return node.value

    def name(self, node, what):
        text = self.text(node, what)
        if text is None:
            return None
        if not NAME.match(text):
            self.wrong(node, f"{what} '{text}' must begin with a letter and hold letters, digits, '_', '-' and '.' only")
            return None
        if len(text) > NAME_MAX:
            self.wrong(node, f"{what} '{text}' is longer than {NAME_MAX} bytes")
            return None
        return text

    def number(self, node, what, low=0, high=(1 << 64) - 1, unit=1):
        """An integer: decimal or 0x..., with an optional K, M or G; within [low, high], a multiple of unit."""
        text = self.text(node, what)
        if text is None:
            return None
        match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|[0-9]+)([KMG]?)", text)
        if not match:
            self.wrong(node, f"{what} must be a number (like 4096, 0x1000, 64K), not '{text}'")
            return None
        value = int(match[1], 0 if match[1][:2] in ("0x", "0X") else 10) * SUFFIX.get(match[2], 1)
        if not low <= value <= high:
            self.wrong(node, f"{what} {text} is outside {low} to {high}")
            return None
        if value % unit:
            self.wrong(node, f"{what} {text} must be a multiple of {unit}")
            return None
        return value

    def word(self, node, what, choices):
        text = self.text(node, what)
        if text is not None and text not in choices:
            self.wrong(node, f"{what} must be one of {', '.join(choices)}, not '{text}'")
            return None
        return text

    def words(self, node, what, choices):
        found = tuple(self.word(item, what, choices) for item in self.items(node, what))
        return tuple(word for word in found if word)
