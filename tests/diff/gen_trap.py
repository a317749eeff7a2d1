"""CSRs, traps, delegation and privilege levels. Programs run in M-mode; a visit to S- or U-mode runs a few steps there and
comes back by an ecall that asks for it (runtime.S)."""
from gen_plain import constant, integer, reg

# CSR: mask of the bits that both machines implement, when written
WRITABLE = {"mscratch": None, "mepc": ~1, "mcause": ~0, "mtval": ~0, "sscratch": None, "sepc": ~1, "scause": ~0, "stval": ~0,
            "mie": 0xa2a, "mideleg": 0x222, "medeleg": 0xb1ff, "mcounteren": 7, "scounteren": 7, "fcsr": 0xff, "fflags": 0x1f, "frm": 7,
            "sstatus": 0xc0122, "sie": 0x222}
READABLE = list(WRITABLE) + ["mstatus", "misa", "mhartid", "satp", "mtvec", "stvec"]
READ_ONLY = ["mhartid", "cycle", "0xf14", "0xc02"]
ABSENT = ["0x5c0", "0xcc0", "0x7ff", "0x380", "0x9ff"]
TSR = 0x400000
MODES = {"U": 0, "S": 1}
RESET = ["li t0, 0x21800", "csrc mstatus, t0", "csrw mie, zero"]


def prologue(rng):
    return ["la t0, 9f", "sd t0, recover, t1", "9:"] + RESET


def csr_step(rng, names):
    name = rng.choice(names)
    mask = WRITABLE.get(name)
    pick = rng.random()
    if name not in WRITABLE or mask is None or pick < 0.3:
        # sscratch and mscratch hold the handlers' save areas
        yield f"csrr {reg(rng)}, {name}" if rng.random() < 0.9 else f"csrrs {reg(rng)}, {name}, zero"
        return
    yield f"li t0, {rng.getrandbits(64) & mask & (2**64 - 1):#x}"
    yield f"{rng.choice(['csrrw', 'csrrs', 'csrrc'])} {reg(rng)}, {name}, t0"


def exception(rng):
    pick = rng.random()
    if pick < 0.2:
        yield "li a7, 0"
        yield "ecall"
    elif pick < 0.3:
        yield "ebreak" if rng.random() < 0.5 else "c.ebreak"
    elif pick < 0.5:
        yield rng.choice([".2byte 0", ".4byte 0xffffffff", ".4byte 0x0000707b", ".4byte 0x02007033 + (1 << 26)", ".2byte 0x6101", ".2byte 0x2001",
                          ".4byte 0x0000500f", ".4byte 0x80000053 + (5 << 12)", ".4byte 0x0000b003 + (4 << 12)", ".2byte 0x8002", ".2byte 0x9c41"])
    elif pick < 0.6:
        yield f"csrr {reg(rng)}, {rng.choice(ABSENT)}"
    elif pick < 0.7:
        yield f"csrw {rng.choice(READ_ONLY)}, {reg(rng)}"
    elif pick < 0.8:  # no memory there
        yield "li t1, 0x1f000000"
        yield rng.choice([f"ld {reg(rng)}, 0(t1)", f"sw {reg(rng)}, 8(t1)", f"lb {reg(rng)}, 3(t1)"])
    elif pick < 0.9:  # no code there
        yield "la t0, 9f"
        yield "sd t0, recover, t1"
        yield f"li t0, {rng.choice([0x1f000000, 0, 0x1e000002]):#x}"
        yield "jr t0"
        yield "9:"
    else:
        yield rng.choice(["fsrmi 5", "fadd.s f0, f1, f2, rne", ".4byte 0x00005053", "fsrmi 0", "fcvt.w.s t0, f0, dyn"])


def visit(rng):
    """A few steps in another mode."""
    mode = rng.choice("SU")
    yield "la t0, 8f"
    yield "csrw mepc, t0"
    yield "li t0, 0x1800"
    yield "csrc mstatus, t0"
    status = rng.choice([0, 0x80, 0x100000, 0x200000, TSR, 0x40000])
    if status == TSR:  # the handler's own sret is illegal too: only M-mode can go on
        yield "csrw medeleg, zero"
    yield f"li t0, {MODES[mode] << 11 | status:#x}"
    yield "csrs mstatus, t0"
    yield "mret"
    yield "8:"
    for _ in range(rng.randint(1, 6)):
        pick = rng.random()
        if pick < 0.4:
            yield from exception(rng)
        elif pick < 0.6:
            yield f"csrr {reg(rng)}, {rng.choice(['sepc', 'scause', 'sstatus', 'satp', 'mstatus', 'sie', 'medeleg', 'fcsr'])}" \
                if rng.random() < 0.7 else "csrr x0, instret"
        elif pick < 0.7:
            yield rng.choice(["sfence.vma", "csrw sepc, zero", "csrw satp, zero"])
        else:
            yield from integer(rng)
    yield "la t6, 9f"
    yield "li a7, 0x600d"
    yield "ecall"
    yield "9:"
    yield "li t0, 0x700000"
    yield "csrc mstatus, t0"


def trap(rng):
    pick = rng.random()
    if pick < 0.25:
        yield from csr_step(rng, list(WRITABLE))
    elif pick < 0.35:
        yield from csr_step(rng, READABLE)
    elif pick < 0.55:
        yield from exception(rng)
    elif pick < 0.75:
        yield from visit(rng)
    elif pick < 0.8:
        yield constant(rng)
    elif pick < 0.84:
        yield f"li t0, {0x6000:#x}"
        yield "csrc mstatus, t0"
    elif pick < 0.88:
        yield "li t0, 0x6000"
        yield "csrs mstatus, t0"
    else:
        yield from integer(rng)
