"""What `make bench-engine` is held against: ratios to QEMU's speed, of one run, exact instruction counts on."""

# what, figure of the rows and means, at least (at most for those that end in "<="), aim
TARGETS = (
    ("geometric mean of the compute rows, Sv39", lambda rows, means: means.get("compute"), ">=", 1.4, 2.0),
    ("geometric mean of the compute rows, Xseg", lambda rows, means: means.get("compute-xseg"), ">=", 1.4, 2.0),
    ("lowest compute row but sha256", lambda rows, means: lowest(rows, lambda name: "sha256" not in name), ">=", 1.0, None),
    ("sha256, the lower one", lambda rows, means: lowest(rows, lambda name: "sha256" in name), ">=", 0.9, None),
    ("geometric mean of copy, pages, ecall, switch", lambda rows, means: means.get("system"), ">=", 2.5, 3.5),
    ("rewriting code and fence.i", lambda rows, means: figure(rows, "rewrite", "translator"), ">=", 4.0, None),
    ("a far call every 100 instructions, times a plain call's", lambda rows, means: figure(rows, "far-100", "slowdown"), "<=", 1.1, 1.0),
    ("under a model of time, fraction of the speed without", lambda rows, means: means.get("timing"), ">=", 0.25, 0.5),
    ("start-up of an empty guest, fraction of QEMU's", lambda rows, means: figure(rows, "empty", "translator"), "<=", 0.2, 0.1),
)


def figure(rows, name, key):
    return next((r[key] for r in rows if r["row"] == name), None)


def lowest(rows, wanted):
    ratios = [r["translator"] for r in rows if r["group"].startswith("compute") and wanted(r["row"])]
    return min(ratios, default=None)


def held_against(rows, means):
    """One entry for each target whose rows have run."""
    result = []
    for what, find, order, least, aim in TARGETS:
        value = find(rows, means)
        if value is None:
            continue
        reached = (lambda limit: value >= limit) if order == ">=" else (lambda limit: value <= limit)
        result.append({"target": what, "value": value, "order": order, "least": least, "aim": aim,
                       "met": reached(least), "aim_met": reached(aim) if aim is not None else None})
    return result


def as_text(entry):
    aim = "" if entry["aim"] is None else f"; aim {entry['aim']}{', reached' if entry['aim_met'] else ''}"
    return f"{'met   ' if entry['met'] else 'MISSED'}  {entry['target']}: {entry['value']} (wanted {entry['order']} {entry['least']}{aim})"
