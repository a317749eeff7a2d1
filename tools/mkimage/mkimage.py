#!/usr/bin/python3
"""Makes a boot image from a system's YAML description; the schema is in images/README.md.

    mkimage.py images/postern.yaml -o build/guest/images/postern.img
    mkimage.py --show build/guest/images/postern.img

Reports every mistake of the description in one run, each as file:line: text, and then writes nothing.
ELF paths in the description are relative to the current folder (--root: to that one).
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import contract as abi  # noqa: E402
import decode  # noqa: E402
import encode  # noqa: E402
import reader  # noqa: E402
import resolve  # noqa: E402
import source  # noqa: E402

ABI = pathlib.Path(__file__).resolve().parents[2] / "abi"


def make(text, contract, root):
    """(image bytes or None, [(line, mistake)] in line order)"""
    mistakes = reader.Mistakes()
    system = source.read(text, mistakes, contract.limits, contract.rights)
    image = None
    if system:
        resolved = resolve.Resolver(system, contract, root, mistakes).resolve()
        if not mistakes:
            image = encode.Writer(resolved, contract).image()
    return image, sorted(mistakes.found, key=lambda m: m[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path, help="system description, or with --show a boot image")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="boot image to write (without: only check)")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("."), help="folder that ELF paths start from")
    parser.add_argument("--abi", type=pathlib.Path, default=ABI, help=argparse.SUPPRESS)
    parser.add_argument("--show", action="store_true", help="print a boot image's tables as JSON")
    args = parser.parse_args()
    contract = abi.Contract(args.abi)
    try:
        if args.show:
            print(decode.show(args.file.read_bytes(), contract))
            return 0
        image, mistakes = make(args.file.read_text(), contract, args.root)
    except (OSError, UnicodeDecodeError, decode.ImageError) as error:
        sys.exit(f"mkimage: {args.file}: {getattr(error, 'strerror', None) or error}")
    for line, text in mistakes:
        print(f"{args.file}:{line}: {text}", file=sys.stderr)
    if mistakes:
        print(f"mkimage: {len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}; no image written", file=sys.stderr)
        return 1
    if args.output:
        args.output.parent.mkdir(parents=True, exist_ok=True)
        args.output.write_bytes(image)
    return 0


if __name__ == "__main__":
    sys.exit(main())
