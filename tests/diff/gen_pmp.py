"""PMP: random entries over the data area, accesses with borrowed privilege and from U-mode, all sizes and alignments.
Entry 15 leaves the rest open (runtime.S)."""
from gen_plain import LOADS, STORES, constant, integer, reg

ENTRIES = 6


def prologue(rng):
    yield "la t0, 9f"
    yield "sd t0, recover, t1"
    yield "9:"
    for n in range(ENTRIES):  # QEMU 7.2 takes a TOR entry that ends at 0 for one that never ends
        yield from entry(rng, n)


def entry(rng, n):
    """An address register in one of the shapes that the modes expect."""
    pick, at = rng.random(), rng.randrange(0x10000) & ~3
    yield f"la t0, data + {at}"
    yield "srli t0, t0, 2"
    if pick < 0.5:  # NAPOT of 8 bytes to 32 KiB
        ones = (1 << rng.randint(0, 12)) - 1
        yield f"li t1, {ones:#x}"
        yield "or t0, t0, t1"
        yield f"li t1, {ones + 1:#x}"
        yield "not t1, t1"
        yield "and t0, t0, t1"
    yield f"csrw pmpaddr{n}, t0"


def modes(rng):
    value = 0
    for n in range(ENTRIES):
        rights = rng.choice([0, 1, 3, 5, 7, 4, 1, 3])
        value |= (rights | rng.choice([0, 8, 0x10, 0x18, 0x18])) << 8 * n
    yield f"li t0, {value:#x}"
    yield "csrw pmpcfg0, t0"


def borrowed(rng):
    yield "li t0, 0xe1800"
    yield "csrc mstatus, t0"
    yield f"li t0, {rng.choice([0, 0x800]) | 0x20000:#x}"
    yield "csrs mstatus, t0"
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(0xfff0) & rng.choice([~0, ~7, ~3])
        if at % 4096 > 4088:  # QEMU 7.2 checks both pages' bytes as one access, whichever page it reports
            at -= 8
        op = rng.choice(list(rng.choice([LOADS, STORES])))
        if op in ("ld", "sd"):  # QEMU 7.2 overlooks an entry of four bytes that lies wholly inside the access
            at &= ~3
        yield f"la t1, data + {at}"
        yield f"{op} {reg(rng)}, 0(t1)"
    yield "li t0, 0x20000"
    yield "csrc mstatus, t0"


def pmp(rng):
    pick = rng.random()
    if pick < 0.3:
        for _ in range(rng.randint(0, 4)):
            yield from entry(rng, rng.randrange(ENTRIES))
        yield from modes(rng)  # QEMU 7.2 notices new addresses only then
    elif pick < 0.8:
        yield from borrowed(rng)
    elif pick < 0.84:
        yield f"csrr {reg(rng)}, {rng.choice(['pmpcfg0', 'pmpcfg2', 'pmpaddr0', 'pmpaddr3'])}"
    elif pick < 0.9:
        yield constant(rng)
    else:
        yield from integer(rng)
