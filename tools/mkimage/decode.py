"""Reads a boot image back: for `mkimage --show` and for the tests."""
import json

from encode import words_sum


class ImageError(Exception):
    pass


def decode(data, contract):
    """The image as a dictionary: header, and a list per table. Checks what the kernel checks of the frame."""
    header_record = contract.records["header"]
    if len(data) < header_record.size or len(data) % 8:
        raise ImageError("too short, or not a multiple of 8 bytes")
    header = header_record.unpack(data, 0)
    if header["magic"] != contract.magic:
        raise ImageError("not a boot image")
    if header["abi_version"] != contract.version:
        raise ImageError(f"ABI version {header['abi_version']}; this tree has {contract.version}")
    if header["total_size"] != len(data):
        raise ImageError(f"its header says {header['total_size']} bytes, it has {len(data)}")
    if words_sum(data):
        raise ImageError("its checksum is wrong")
    image = {"header": header}
    for table in ("program", "load", "gate", "segment", "grant", "thread"):
        record, at = contract.records[table], header[f"{table}s_off"]
        count = header[f"{table}s_count"]
        if at + count * record.size > len(data):
            raise ImageError(f"its table of {table}s ends beyond the file")
        image[f"{table}s"] = [record.unpack(data, at + i * record.size) for i in range(count)]
    return image


def show(data, contract):
    return json.dumps(decode(data, contract), indent=1)
