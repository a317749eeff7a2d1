"""Tables of the manual, included by docs/manual."""
import model


def files(contract):
    return {
        "manual/instructions.md": instructions(contract.xseg),
        "manual/layout.md": layout(contract.layout),
        "manual/csrs.md": table("CSR", contract.csrs["csrs"], ("name", "number", "access", "meaning"))
        + "\n" + table("Counter", contract.csrs["counters"], ("name", "number", "meaning")),
        "manual/causes.md": table("Cause", contract.causes["causes"], ("name", "number", "meaning"))
        + "\n" + table("Reason", contract.causes["reasons"], ("name", "number", "text")),
        "manual/syscalls.md": table("System call", contract.syscalls["syscalls"], ("name", "number", "args", "meaning")),
        "manual/errors.md": table("Error", contract.errors["errors"], ("name", "number", "text")),
        "manual/platform.md": table("Window", contract.platform["platform"], ("name", "base", "size", "irq", "meaning")),
    }


def cell(key, value):
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    if isinstance(value, int) and key in ("base", "size") or isinstance(value, int) and value > 255:
        return f"{value:#x}"
    return str(value).replace("|", "\\|")


def table(title, rows, keys):
    out = "| " + " | ".join([title] + list(keys[1:])) + " |\n|" + " --- |" * len(keys) + "\n"
    return out + "".join("| " + " | ".join(cell(k, row[k]) for k in keys) + " |\n" for row in rows)


def instructions(xseg):
    out = "| Instruction | operands | mode | match | mask | meaning |\n| --- | --- | --- | --- | --- | --- |\n"
    for row in xseg["instructions"]:
        match, mask = model.match_mask(row, xseg["opcodes"])
        out += f"| `{row['name']}` | `{row['syntax']}` | {row['mode']} | {match:#010x} | {mask:#010x} | {row['meaning']} |\n"
    for kind in ("query", "inval"):
        out += "\n" + table(f"`sg.{'qry' if kind == 'query' else kind}` kind", xseg[f"{kind}_kinds"], ("name", "value", "meaning"))
    return out


def layout(source):
    out = ""
    for structure in source["structures"]:
        out += f"\n**{structure['name']}** ({structure['size']} bytes): {structure['meaning']}\n\n"
        out += "| field | word | bits | meaning |\n| --- | --- | --- | --- |\n"
        for field in structure["fields"]:
            high, low = field["bits"]
            bits = f"{high}:{low}" if high != low else str(high)
            out += f"| {field['name']} | {field['word']} | {bits} | {field['meaning']} |\n"
    return out
