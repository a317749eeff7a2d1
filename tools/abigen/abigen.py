#!/usr/bin/env python3
"""Generates everything that restates the contract from abi/*.yaml.

    abigen.py --abi abi --out build/gen

writes build/gen/abi/*.h (C and assembler), build/gen/manual/*.md (tables of the manual).
The emitters live beside this file, one per kind of output.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import emit_c        # noqa: E402
import emit_insn     # noqa: E402
import emit_manual   # noqa: E402
import model         # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--abi", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    args = parser.parse_args()
    try:
        contract = model.read(args.abi)
    except model.ContractError as error:
        sys.exit(f"abigen: {error}")
    files = {}
    files.update(emit_c.files(contract))
    files.update(emit_insn.files(contract))
    files.update(emit_manual.files(contract))
    for name, text in files.items():
        path = args.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


if __name__ == "__main__":
    main()
