"""Programs that write to themselves: instructions are copied one by one into a routine of SLOTS of them, which then runs. The
routine is at `tables`, and returns by t6; also a step's own instructions are rewritten, two versions of each in turn."""
from gen_plain import I2, IMM12, R3, REGS, SH64, constant, memory

SLOTS = 24
FREE = [r for r in REGS if r != 31]


def prologue(rng):
    yield "la t0, tables"
    yield "li t1, 0x13"  # nop
    yield from (f"sw t1, {4 * n}(t0)" for n in range(SLOTS))
    yield "li t1, 0x000f8067"  # jr t6
    yield f"sw t1, {4 * SLOTS}(t0)"
    yield "fence.i"


def instruction(rng):
    r, pick = lambda: f"x{rng.choice(FREE)}", rng.random()
    if pick < 0.6:
        return f"{rng.choice(R3)} {r()}, {r()}, {r()}"
    if pick < 0.8:
        return f"{rng.choice(I2)} {r()}, {r()}, {IMM12(rng)}"
    return f"{rng.choice(SH64)} {r()}, {r()}, {rng.randint(0, 63)}"


def elsewhere(rng):
    yield "j 7f"
    yield ".option push"
    yield ".option norvc"
    yield f"8: {instruction(rng)}"
    yield ".option pop"
    yield "7:"
    yield "la t0, 8b"
    yield "lw t1, 0(t0)"
    yield f"la t0, tables + {4 * rng.randrange(SLOTS)}"
    yield "sw t1, 0(t0)"


def itself(rng):
    """What runs here is exchanged with what lies beside it, so that each pass over the body runs the other one."""
    yield "la t0, 8f"
    yield "la t6, 7f"
    yield "lw t1, 0(t0)"
    yield "lw t2, 0(t6)"
    yield "sw t2, 0(t0)"
    yield "sw t1, 0(t6)"
    yield "fence.i"
    yield ".option push"
    yield ".option norvc"
    yield f"7: {instruction(rng)}"
    yield "j 9f"
    yield f"8: {instruction(rng)}"
    yield ".option pop"
    yield "9:"


def code(rng):
    pick = rng.random()
    if pick < 0.35:
        for _ in range(rng.randint(1, 4)):
            yield from elsewhere(rng)
        yield "fence.i"
    elif pick < 0.6:
        yield "la t6, 9f"
        yield "la t0, tables"
        yield "jr t0"
        yield "9:"
    elif pick < 0.8:
        yield from itself(rng)
    elif pick < 0.9:
        yield constant(rng)
    else:
        yield from memory(rng)
