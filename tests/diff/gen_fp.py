"""F and D: every operation, every rounding mode, operands that hurt."""
import struct

from gen_plain import reg, integer

RMS = "rne rtz rdn rup rmm dyn".split()
SPECIAL_S = [0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x00800001, 0x3f800000, 0xbf800000, 0x3f800001, 0x7f7fffff, 0xff7fffff,
             0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 0xffc12345, 0x4f000000, 0xcf000000, 0x4f800000, 0x5f000000, 0x5f800000,
             0x3effffff, 0x3f000000, 0x3fc00000, 0x40200000, 0x4effffff, 0x33800000, 0x4b000001, 0x00400000, 0xdf000000]
SPECIAL_D = [0, 1 << 63, 1, (1 << 63) | 1, 0x000fffffffffffff, 0x0010000000000000, 0x0010000000000001, 0x3ff0000000000000, 0xbff0000000000000,
             0x3ff0000000000001, 0x7fefffffffffffff, 0xffefffffffffffff, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000,
             0x7ff0000000000001, 0xfff8123456789abc, 0x41dfffffffc00000, 0x41e0000000000000, 0xc1e0000000000000, 0x41efffffffe00000,
             0x43e0000000000000, 0xc3e0000000000000, 0x43f0000000000000, 0x3fe0000000000000, 0x3ff8000000000000, 0x4004000000000000,
             0x3fdfffffffffffff, 0x47efffffe0000000, 0x47efffffefffffff, 0x47effffff0000000, 0x3690000000000000, 0x36a0000000000000,
             0x3810000000000000, 0x380fffffe0000000, 0x380fffffffffffff, 0x3ca0000000000000, 0x0008000000000000]


def freg(rng):
    return f"f{rng.randint(0, 31)}"


def value_s(rng):
    pick = rng.random()
    if pick < 0.45:
        return rng.choice(SPECIAL_S)
    if pick < 0.7:  # near one, few bits: sums and products that tie
        return struct.unpack("<I", struct.pack("<f", rng.choice([-1, 1]) * rng.randint(1, 4095) * 2.0 ** rng.randint(-14, 14)))[0]
    return rng.getrandbits(32)


def value_d(rng):
    pick = rng.random()
    if pick < 0.4:
        return rng.choice(SPECIAL_D)
    if pick < 0.6:
        return struct.unpack("<Q", struct.pack("<d", rng.choice([-1, 1]) * rng.randint(1, 2**27) * 2.0 ** rng.randint(-30, 30)))[0]
    if pick < 0.7:
        return 0xffffffff00000000 | value_s(rng)
    return rng.getrandbits(64)


def operand(rng):
    if rng.random() < 0.5:
        return [f"li t0, {value_s(rng):#x}", f"fmv.w.x {freg(rng)}, t0"]
    return [f"li t0, {value_d(rng):#x}", f"fmv.d.x {freg(rng)}, t0"]


def fp(rng):
    for _ in range(rng.randint(0, 3)):
        yield from operand(rng)
    s, rm, kind = rng.choice("sd"), rng.choice(RMS), rng.random()
    f = lambda: freg(rng)
    if kind < 0.30:
        yield f"{rng.choice('fadd fsub fmul fdiv'.split())}.{s} {f()}, {f()}, {f()}, {rm}"
    elif kind < 0.34:
        yield f"fsqrt.{s} {f()}, {f()}, {rm}"
    elif kind < 0.50:
        yield f"{rng.choice('fmadd fmsub fnmadd fnmsub'.split())}.{s} {f()}, {f()}, {f()}, {f()}, {rm}"
    elif kind < 0.58:
        yield f"{rng.choice('fsgnj fsgnjn fsgnjx fmin fmax'.split())}.{s} {f()}, {f()}, {f()}"
    elif kind < 0.64:
        yield f"{rng.choice('feq flt fle'.split())}.{s} {reg(rng)}, {f()}, {f()}"
    elif kind < 0.67:
        yield f"fclass.{s} {reg(rng)}, {f()}"
    elif kind < 0.77:
        yield f"fcvt.{rng.choice('w wu l lu'.split())}.{s} {reg(rng)}, {f()}, {rm}"
    elif kind < 0.84:
        i = rng.choice("w wu l lu".split())
        exact = s == "d" and i in ("w", "wu")
        yield f"fcvt.{s}.{i} {f()}, {reg(rng)}" + ("" if exact else f", {rm}")
    elif kind < 0.89:
        yield f"fcvt.s.d {f()}, {f()}, {rm}" if rng.random() < 0.6 else f"fcvt.d.s {f()}, {f()}"
    elif kind < 0.93:
        yield rng.choice([f"fmv.x.w {reg(rng)}, {f()}", f"fmv.x.d {reg(rng)}, {f()}", f"flw {f()}, {rng.randint(-500, 500) * 4}(s11)",
                          f"fld {f()}, {rng.randint(-250, 250) * 8}(s11)", f"fsw {f()}, {rng.randint(-500, 500) * 4}(s11)",
                          f"fsd {f()}, {rng.randint(-250, 250) * 8}(s11)"])
    elif kind < 0.96:
        yield f"fsrmi {rng.choice([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 7])}"
    elif kind < 0.98:
        yield rng.choice(["fsflags zero", f"frflags {reg(rng)}", f"frcsr {reg(rng)}", f"fsflagsi {rng.randint(0, 31)}"])
    else:
        yield from integer(rng)
