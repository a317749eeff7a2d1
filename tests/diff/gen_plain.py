"""Straight-line programs: integer, memory, atomics. Each generator is a function of a random.Random that yields
lines of assembly; registers s8-s11 belong to the runtime."""

REGS = [r for r in range(1, 32) if r not in (24, 25, 26, 27)]
IMM12 = lambda rng: rng.choice([0, 1, -1, 2047, -2048, rng.randint(-2048, 2047)])
R3 = "add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw mul mulh mulhsu mulhu div divu rem remu mulw divw divuw remw remuw".split()
I2 = "addi slti sltiu xori ori andi addiw".split()
SH64, SH32 = "slli srli srai".split(), "slliw srliw sraiw".split()
BR = "beq bne blt bge bltu bgeu".split()
SPECIAL = [0, 1, -1, 2**63 - 1, -2**63, 2**31 - 1, -2**31, 2**32 - 1, 2**32, 0x5555555555555555, 64, 63, 31]


def reg(rng, zero=True):
    return f"x{rng.choice(REGS + ([0] if zero else []))}"


def constant(rng):
    value = rng.choice(SPECIAL) if rng.random() < 0.4 else rng.getrandbits(64)
    return f"li {reg(rng, False)}, {value & (2**64 - 1):#x}"


def integer(rng):
    kind = rng.random()
    if kind < 0.45:
        yield f"{rng.choice(R3)} {reg(rng)}, {reg(rng)}, {reg(rng)}"
    elif kind < 0.65:
        yield f"{rng.choice(I2)} {reg(rng)}, {reg(rng)}, {IMM12(rng)}"
    elif kind < 0.75:
        wide = rng.random() < 0.5
        yield f"{rng.choice(SH64 if wide else SH32)} {reg(rng)}, {reg(rng)}, {rng.randint(0, 63 if wide else 31)}"
    elif kind < 0.80:
        yield f"lui {reg(rng)}, {rng.getrandbits(20):#x}"
    elif kind < 0.83:
        yield f"auipc {reg(rng)}, {rng.getrandbits(20):#x}"
    elif kind < 0.88:
        yield constant(rng)
    elif kind < 0.95:
        yield f"{rng.choice(BR)} {reg(rng)}, {reg(rng)}, 9f"
        yield f"xori {reg(rng)}, {reg(rng)}, {IMM12(rng)}"
        yield "9:"
    elif kind < 0.97:
        yield f"jal {reg(rng)}, 9f"
        yield ".2byte 0" if rng.random() < 0.5 else ".4byte 0"
        yield "9:"
    else:
        yield from compressed(rng)


def compressed(rng):
    """Two-operand forms on registers that the assembler can compress."""
    a, b = f"x{rng.randint(8, 15)}", f"x{rng.randint(8, 15)}"
    yield rng.choice([f"{op} {a}, {a}, {b}" for op in "sub xor or and subw addw add".split()] +
                     [f"andi {a}, {a}, {rng.randint(-32, 31)}", f"srli {a}, {a}, {rng.randint(1, 63)}",
                      f"srai {a}, {a}, {rng.randint(1, 63)}", f"slli {a}, {a}, {rng.randint(1, 63)}",
                      f"addiw {a}, {a}, {rng.randint(-32, 31)}", f"li {a}, {rng.randint(-32, 31)}",
                      f"lui {a}, {rng.randint(1, 31)}", f"mv {a}, {b}"])


LOADS = {"lb": 1, "lbu": 1, "lh": 2, "lhu": 2, "lw": 4, "lwu": 4, "ld": 8}
STORES = {"sb": 1, "sh": 2, "sw": 4, "sd": 8}


def memory(rng):
    kind = rng.random()
    offset = rng.choice([rng.randint(-2048, 2040), rng.randint(-256, 255) * 8])
    if kind < 0.40:
        yield f"{rng.choice(list(LOADS))} {reg(rng)}, {offset}(s11)"
    elif kind < 0.75:
        yield f"{rng.choice(list(STORES))} {reg(rng)}, {offset}(s11)"
    elif kind < 0.90:  # anywhere in the data area, any alignment
        base = rng.randint(0, 0xfff8)
        if rng.random() < 0.3:
            base = min(0xff00, (base & ~0xfff) + 0x1000 - rng.randint(1, 8))
        pointer, table = reg(rng, False), LOADS if rng.random() < 0.5 else STORES
        yield f"la {pointer}, data + {base}"
        yield f"{rng.choice(list(table))} {reg(rng)}, 0({pointer})"
    elif kind < 0.95:  # forms that compress
        a, b = f"x{rng.randint(8, 15)}", f"x{rng.randint(8, 15)}"
        yield f"la {a}, data + {rng.randint(0, 0x1f00) * 8}"
        op = rng.choice("lw ld sw sd".split())
        yield f"{op} {b}, {rng.randint(0, 15) * 8}({a})"
        yield "la sp, data + 0x4000"
        yield f"{op} {reg(rng, op[0] == 's')}, {rng.randint(0, 30) * 8}(sp)"
    else:
        yield from integer(rng)


AMOS = "amoswap amoadd amoxor amoand amoor amomin amomax amominu amomaxu".split()


def atomic(rng):
    kind, size = rng.random(), rng.choice("wd")
    pointer = reg(rng, False)
    order = rng.choice(["", ".aq", ".rl", ".aqrl"])
    align = 4 if size == "w" else 8
    yield f"la {pointer}, data + {rng.randint(0, 0xff00 // align) * align}"
    if kind < 0.7:
        yield f"{rng.choice(AMOS)}.{size}{order} {reg(rng)}, {reg(rng)}, ({pointer})"
    elif kind < 0.9:
        yield f"lr.{size}{order} {reg(rng)}, ({pointer})"
        yield f"la {pointer}, data + {rng.randint(0, 4) * align}"
        yield f"sc.{size}{order} {reg(rng)}, {reg(rng)}, ({pointer})"
    else:
        temp = next(f"x{r}" for r in REGS if f"x{r}" != pointer)
        yield f"lr.{size} {temp}, ({pointer})"
        yield f"sc.{size} {reg(rng)}, {temp}, ({pointer})"
    yield from memory(rng)
