"""Reads and checks the contract; every inconsistency is one error that names file and item."""
import dataclasses

import yaml


class ContractError(Exception):
    pass


@dataclasses.dataclass
class Contract:
    xseg: dict
    layout: dict
    csrs: dict
    causes: dict
    errors: dict
    platform: dict
    syscalls: dict
    image: dict


def read(folder):
    def part(name):
        path = folder / f"{name}.yaml"
        try:
            return yaml.safe_load(path.read_text())
        except (OSError, yaml.YAMLError) as error:
            raise ContractError(f"{path}: {error}") from error

    contract = Contract(**{f.name: part(f.name) for f in dataclasses.fields(Contract)})
    check_instructions(contract.xseg)
    check_layout(contract.layout)
    for table, rows, key in (("csrs", contract.csrs["csrs"], "number"), ("csrs", contract.csrs["counters"], "number"),
                             ("causes", contract.causes["causes"], "number"),
                             ("causes", contract.causes["reasons"], "number"),
                             ("errors", contract.errors["errors"], "number"),
                             ("syscalls", contract.syscalls["syscalls"], "number")):
        unique(table, rows, key)
        unique(table, rows, "name")
    return contract


def unique(table, rows, key):
    seen = {}
    for row in rows:
        if row[key] in seen:
            raise ContractError(f"abi/{table}.yaml: {row['name']} and {seen[row[key]]} share {key} {row[key]}")
        seen[row[key]] = row["name"]


def span(bits):
    """Mask of the bit range [high, low]."""
    high, low = bits
    return ((1 << (high - low + 1)) - 1) << low


def check_instructions(xseg):
    for row in xseg["instructions"]:
        fixed = 0x7f | 0x7 << 12
        ranges = list(row["zero"])
        for field in row["fields"].values():
            ranges += field if isinstance(field[0], list) else [field]
        for bits in ranges:
            if fixed & span(bits):
                raise ContractError(f"abi/xseg.yaml: {row['name']}: bits {bits} are used twice")
            fixed |= span(bits)
        if fixed != 0xffffffff:
            raise ContractError(f"abi/xseg.yaml: {row['name']}: bits {~fixed & 0xffffffff:#x} are not defined")


def check_layout(layout):
    for structure in layout["structures"]:
        used = {}
        for field in structure["fields"]:
            mask = span(field["bits"])
            if field["word"] * 8 >= structure["size"]:
                raise ContractError(f"abi/layout.yaml: {structure['name']}.{field['name']}: beyond the structure")
            if used.get(field["word"], 0) & mask:
                raise ContractError(f"abi/layout.yaml: {structure['name']}.{field['name']}: bits are used twice")
            used[field["word"]] = used.get(field["word"], 0) | mask


def match_mask(row, opcodes):
    """(match, mask) of an instruction word."""
    match = opcodes[row["opcode"]] | row["funct3"] << 12
    mask = 0x7f | 0x7 << 12
    for bits in row["zero"]:
        mask |= span(bits)
    return match, mask
