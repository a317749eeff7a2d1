"""Sv39: random page tables, accesses with borrowed privilege (MPRV) and from S- and U-mode, accessed and dirty bits.

Virtual addresses: below 4 MiB 4 KiB pages of the data area through two tables; up to 16 MiB 2 MiB pages of SUPER;
1 GiB at ALIAS and at RAM for the program itself, for U- and S-mode."""
from gen_plain import LOADS, STORES, constant, integer, reg

ROOT, MIDDLE, LEAVES = 0, 0x1000, (0x2000, 0x3000)  # offsets in `tables`
SUPER = 0x84000000
V, R, W, X, U, A, D = 1, 2, 4, 8, 16, 64, 128
PAGES = 24  # of each leaf table that are used


def prologue(rng):
    yield "la t0, 9f"
    yield "sd t0, recover, t1"
    yield "9:"
    yield from store_entry(ROOT + 16, f"{0x80000000 >> 2 | V | R | W | X | A | D:#x}")
    yield from store_entry(ROOT + 8, f"{0x80000000 >> 2 | V | R | W | X | U | A | D:#x}")
    for at, target in ((ROOT, MIDDLE), (MIDDLE, LEAVES[0]), (MIDDLE + 8, LEAVES[1])):
        yield from pointer(at, target)
    for _ in range(60):
        yield from leaf(rng)
    yield from switch(rng, 8)


def store_entry(at, value):
    yield f"li t0, {value}"
    yield f"sd t0, tables + {at}, t1"


def pointer(at, target):
    yield f"la t0, tables + {target}"
    yield "srli t0, t0, 2"
    yield f"ori t0, t0, {V}"
    yield f"sd t0, tables + {at}, t1"


def switch(rng, mode):
    yield "la t0, tables"
    yield "srli t0, t0, 12"
    yield f"li t1, {mode << 60 | rng.choice([0, 1, 0xffff]) << 44:#x}"
    yield "or t0, t0, t1"
    yield "csrw satp, t0"


def flags(rng):
    bits = rng.choice([R, R | W, R | W | X, X, R | X, R | W, W, W | X, 0]) | rng.choice([0, U, U])
    bits |= rng.choice([0, A, A | D, D]) | (V if rng.random() < 0.93 else 0) | (0x20 if rng.random() < 0.2 else 0)
    if rng.random() < 0.04:
        bits |= 1 << rng.randint(54, 63)
    return bits


def leaf(rng):
    at = rng.choice(LEAVES) + rng.randrange(PAGES) * 8
    yield f"la t0, data + {rng.randrange(16) * 4096}"
    yield "srli t0, t0, 2"
    yield f"li t1, {flags(rng):#x}"
    yield "or t0, t0, t1"
    yield f"sd t0, tables + {at}, t1"


def superpage(rng):
    misaligned = 0x1000 if rng.random() < 0.15 else 0
    value = (SUPER + rng.randrange(8) * 0x200000 + misaligned) >> 2 | flags(rng) | rng.choice([0, R])
    yield from store_entry(MIDDLE + rng.randint(2, 7) * 8, f"{value:#x}")


def middle(rng):
    """A table pointer that is not there, or has bits that it must not have; or as it should be."""
    n = rng.randrange(2)
    if rng.random() < 0.5:
        yield from pointer(MIDDLE + 8 * n, LEAVES[n])
    else:
        yield f"ld t0, tables + {MIDDLE + 8 * n}"
        yield f"xori t0, t0, {rng.choice([V, A, D, U])}"
        yield f"sd t0, tables + {MIDDLE + 8 * n}, t1"


def address(rng, crossing=True):
    pick = rng.random()
    if pick < 0.75:
        base = rng.randrange(2) * 0x200000 + rng.randrange(PAGES) * 4096
    elif pick < 0.93:
        base = 0x400000 + rng.randrange(6) * 0x200000 + rng.randrange(512) * 4096
    else:
        base = rng.choice([0xffffffffffe00000, 0x4000000000, 0xffffffc000000000, 0x3fffffe000, 0x8000000000000000])
    inside = rng.randint(8, 4080)
    if crossing and rng.random() < 0.15:
        inside = rng.randint(4089, 4095)
    return base + inside


def physical(rng):
    """RAM or nothing; aligned, as QEMU aligns what it reports of addresses without memory."""
    return rng.choice([SUPER, 0x1e000000]) + (rng.randrange(0x1000000) & ~7)


def access(rng, at=None):
    at, pick = at or address(rng), rng.random()
    yield f"li t1, {at & (2**64 - 1):#x}"
    if pick < 0.45:
        yield f"{rng.choice(list(LOADS))} {reg(rng)}, 0(t1)"
    elif pick < 0.85:
        yield f"{rng.choice(list(STORES))} {reg(rng)}, 0(t1)"
    else:
        # no AMOs: QEMU 7.2 reports their page faults as those of loads
        yield "andi t1, t1, -8"
        yield f"lr.{rng.choice('wd')} {reg(rng)}, (t1)"


def borrowed(rng, paged=True):
    """Borrows anew before each access: after a trap of the one before, mret has left U in MPP, and QEMU 7.2 goes on with what
    M-mode's TLB holds of the privilege borrowed before."""
    status = rng.choice([0, 0x800]) | rng.choice([0, 0x40000]) | rng.choice([0, 0x80000]) | 0x20000
    for _ in range(rng.randint(1, 3)):
        yield "li t0, 0xe1800"  # MPRV, SUM, MXR, MPP
        yield "csrc mstatus, t0"
        yield f"li t0, {status:#x}"
        yield "csrs mstatus, t0"
        yield from access(rng, None if paged else physical(rng))
    yield "li t0, 0x20000"
    yield "csrc mstatus, t0"


def visit(rng):
    user = rng.random() < 0.5
    yield "la t0, 8f"
    if user:
        yield "li t1, 0x40000000"
        yield "sub t0, t0, t1"
    yield "csrw mepc, t0"
    yield "li t0, 0xe1800"
    yield "csrc mstatus, t0"
    yield f"li t0, {(0 if user else 0x800) | rng.choice([0, 0x40000]) | rng.choice([0, 0x80000]):#x}"
    yield "csrs mstatus, t0"
    yield "la t6, 9f"
    yield "li a7, 0x600d"
    yield "mret"
    yield "8:"
    for _ in range(rng.randint(1, 4)):
        yield from access(rng)
    yield "la t6, 9f"
    if user:
        yield "li t1, 0x40000000"
        yield "add t6, t6, t1"
    yield "li a7, 0x600d"
    yield "ecall"
    yield "9:"


def fetch(rng):
    """Goes to the first word of a page, which is an ecall where there is code at all."""
    yield "li t0, 0x73"
    for page in range(16):
        yield f"sw t0, data + {page * 4096}, t1"
    yield f"li t0, {rng.choice([address(rng) & ~0xfff, 0x40000000000]):#x}"
    yield "csrw mepc, t0"
    yield "la t0, 9f"
    yield "sd t0, recover, t1"
    yield "li t0, 0xe1800"
    yield "csrc mstatus, t0"
    yield f"li t0, {rng.choice([0, 0x800]) | rng.choice([0, 0xc0000]):#x}"
    yield "csrs mstatus, t0"
    yield "la t6, 9f"
    yield "li a7, 0x600d"
    yield "mret"
    yield "9:"
    yield "li t0, 0x1800"
    yield "csrs mstatus, t0"


def paging(rng):
    pick = rng.random()
    if pick < 0.25:
        for _ in range(rng.randint(1, 4)):
            yield from rng.choice([leaf, leaf, leaf, superpage, middle])(rng)
        yield "sfence.vma"
    elif pick < 0.50:
        yield from borrowed(rng)
    elif pick < 0.70:
        yield from visit(rng)
    elif pick < 0.78:
        yield from fetch(rng)
    elif pick < 0.85:
        yield f"ld {reg(rng, False)}, tables + {rng.choice(LEAVES) + rng.randrange(PAGES) * 8}"
    elif pick < 0.88:
        yield from switch(rng, rng.choice([8, 8, 7]))
        if rng.random() < 0.2:  # Bare: U-mode has no alias there
            yield "csrw satp, zero"
            yield from borrowed(rng, paged=False)
            yield from switch(rng, 8)
    elif pick < 0.90:
        yield f"csrr {reg(rng)}, satp"
    elif pick < 0.93:
        yield rng.choice(["sfence.vma t1", "sfence.vma zero, t1", "sfence.vma t1, t2"])
    elif pick < 0.97:
        yield constant(rng)
    else:
        yield from integer(rng)
