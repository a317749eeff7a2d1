/* Xseg's tables: two programs that call each other, a stack, two data segments, a device. */
#include "abi/csrs.h"
#include "abi/insn.h"
#include "abi/layout.h"
#include "abi/platform.h"
#include "fuzz.h"

#define GST              (RAM + 0x80000)
#define VST(sel)         (RAM + 0x88000 + (uint64_t)(sel)*PAGE)
#define GATES(sel)       (RAM + 0x90000 + (uint64_t)(sel)*PAGE)
#define LINKAGE          (RAM + 0xa0000)
#define STACK            (RAM + 0xb0000)
#define ROOT(sel)        (RAM + 0x100000 + (uint64_t)(sel)*0x3000)
#define PTR(reg, offset) ((uint64_t)(reg) << 60 | (uint64_t)(offset))
enum {
    CLIENT = 1,
    THREAD,
    DATA_1,
    SERVER,
    DATA_2,
    DEVICE,
    SELECTORS,
    GENERATION = 5,
    CODE_AT = PAGE,
    FRAMES = 64,
    GATE_COUNT = 4
};
enum { V = 1, R = 2, W = 4, X = 8, U = 16, AD = 0xc0 };

uint64_t world_xseg_entry(void)
{
    return PTR(1, CODE_AT);
}

static void map(struct twin *t, unsigned sel, unsigned page, uint64_t pa, unsigned flags)
{
    twin_put_word(t, ROOT(sel), (ROOT(sel) + 0x1000) >> 2 | V);
    twin_put_word(t, ROOT(sel) + 0x1000, (ROOT(sel) + 0x2000) >> 2 | V);
    twin_put_word(t, ROOT(sel) + 0x2000 + page * 8, pa >> 2 | flags | V | U | AD);
}

static void describe(struct twin *t, unsigned sel, unsigned kind, uint64_t limit)
{
    struct xs_desc d = {0};
    xs_desc_set_valid(&d, 1);
    xs_desc_set_kind(&d, kind);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_keep(&d, sel >= DATA_2);
    xs_desc_set_generation(&d, GENERATION);
    xs_desc_set_root(&d, ROOT(sel) >> 12);
    xs_desc_set_limit(&d, limit);
    xs_desc_set_vst(&d, VST(sel));
    xs_desc_set_vst_count(&d, 8);
    xs_desc_set_gates(&d, GATES(sel));
    xs_desc_set_gate_count(&d, GATE_COUNT);
    twin_put(t, GST + sel * sizeof d, &d, sizeof d);
}

/* Virtual selectors are the global ones here; one of the entries may be poorer. */
static void write_entries(struct twin *t, unsigned owner)
{
    for (unsigned sel = CLIENT; sel < SELECTORS; sel++) {
        struct xs_vste e = {0};
        xs_vste_set_valid(&e, draw(t, 16) != 0);
        xs_vste_set_selector(&e, sel);
        xs_vste_set_generation(&e, GENERATION);
        xs_vste_set_r(&e, draw(t, 8) != 0);
        xs_vste_set_w(&e, draw(t, 8) != 0);
        xs_vste_set_load(&e, 1);
        xs_vste_set_gate_mask(&e, ~(uint64_t)0);
        xs_vste_set_badge(&e, owner << 8 | sel);
        twin_put(t, VST(owner) + sel * sizeof e, &e, sizeof e);
    }
}

static void write_gates(struct twin *t, unsigned owner)
{
    for (unsigned n = 0; n < GATE_COUNT; n++) {
        struct xs_gate g = {0};
        xs_gate_set_entry(&g, CODE_AT + 4 * draw(t, WORDS));
        xs_gate_set_valid(&g, 1);
        xs_gate_set_protect(&g, n & 1);
        xs_gate_set_fp(&g, n >> 1);
        xs_gate_set_kind(&g, draw(t, 8) ? XS_GATE_CALL : XS_GATE_CALLBACK);
        xs_gate_set_args(&g, 0x0f);
        xs_gate_set_results(&g, 1);
        xs_gate_set_fargs(&g, 3);
        xs_gate_set_fresults(&g, 1);
        xs_gate_set_stack(&g, 0x100);
        twin_put(t, GATES(owner) + n * sizeof g, &g, sizeof g);
    }
}

void world_xseg_load(struct twin *t, unsigned hart)
{
    for (unsigned sg = 3; sg < 15; sg++) {
        unsigned selector = draw(t, 3) ? DATA_1 + 2 * draw(t, 2) : DEVICE;
        for (unsigned n = 0; n < 2; n++)
            xs_load_global(hart_segment(machine_hart(t->machine[n], hart)), sg, selector, 3);
    }
    twin_set_csr(t, hart, CSR_XSV, 0x7ff8);
}

static void set_hart(struct twin *t, unsigned hart)
{
    uint64_t linkage = LINKAGE + hart * (FRAMES * XS_FRAME_SIZE);
    twin_set_csr(t, hart, 0x180, (uint64_t)XS_SATP_MODE << 60 | GST >> 12);
    twin_set_csr(t, hart, CSR_XS1, (uint64_t)GENERATION << 32 | CLIENT);
    twin_set_csr(t, hart, CSR_XS2, (uint64_t)GENERATION << 32 | THREAD);
    twin_set_csr(t, hart, CSR_XS2LIM, 0x4000);
    twin_set_csr(t, hart, CSR_XSLW, 0x4000);
    twin_set_csr(t, hart, CSR_XLSP, linkage);
    twin_set_csr(t, hart, CSR_XLSLIM, linkage + 16 * XS_FRAME_SIZE);
    twin_set_csr(t, hart, CSR_XFPE, draw(t, 2));
}

/* The program begins with a loop of calls, and the gate's code soon returns: calls that happen again and again take other ways in the
 * translator. */
static void lay_calls(struct twin *t)
{
    enum { COUNTER = 31, LOW = 30, VSEL = 16, MASK = 23, CALLEE = 512, LONGEST = 8 };
    unsigned gate = draw(t, GATE_COUNT), mask = draw(t, 2) ? MASK : 0;
    const uint32_t loop[] = {
        0x13 | VSEL << 7 | SERVER << 20, /* li */
        MATCH_SG_CALL | VSEL << 15 | mask << 20 | gate << 25,
        0xfff00013 | COUNTER << 7 | COUNTER << 15, /* addi -1 */
        0x03f07013 | LOW << 7 | COUNTER << 15,     /* andi 63 */
        0xfe001863 | LOW << 15,                    /* bnez back to the li */
    };
    const uint32_t ret = MATCH_SG_RET;
    struct xs_gate g;
    twin_put(t, PROGRAM, loop, sizeof loop);
    twin_put(t, PROGRAM + 4 * (CALLEE + draw(t, LONGEST)), &ret, sizeof ret);
    bus_read(machine_bus(t->machine[0]), GATES(SERVER) + gate * sizeof g, &g, sizeof g);
    xs_gate_set_entry(&g, CODE_AT + 4 * CALLEE);
    twin_put(t, GATES(SERVER) + gate * sizeof g, &g, sizeof g);
}

void world_make_xseg(struct twin *t)
{
    static const unsigned kind[] = {0,           XS_KIND_CODE, XS_KIND_THREAD, XS_KIND_DATA, XS_KIND_CODE, XS_KIND_DATA,
                                    XS_KIND_DATA};
    static const uint64_t limit[] = {0, 0x3000, 0x4000, 0x1800, 0x3000, 0x2000, 0x1000};
    for (unsigned sel = CLIENT; sel < SELECTORS; sel++) {
        describe(t, sel, kind[sel], limit[sel]);
        write_entries(t, sel);
        write_gates(t, sel);
        for (unsigned page = 0; page < 4; page++)
            if (kind[sel] == XS_KIND_CODE)
                map(t, sel, page, PROGRAM + (page ? page - 1 : 1) * PAGE, R | X);
            else
                map(t, sel, page, (kind[sel] == XS_KIND_THREAD ? STACK : DATA) + page * PAGE, R | W);
    }
    if (draw(t, 3) == 0)
        lay_calls(t);
    map(t, DEVICE, 0, PLAT_VIRTIO0_BASE, R | W);
    twin_put_word(t, PLAT_DMACTL0_BASE + XS_DMACTL_GST, GST);
    twin_put_word(t, PLAT_DMACTL0_BASE + XS_DMACTL_MODE, 1);
    for (unsigned n = 0; n < t->harts; n++)
        set_hart(t, n);
}

uint64_t world_xseg_pointer(struct twin *t)
{
    uint64_t pick = draw(t, 32), offset = draw(t, 0x1800) & (draw(t, 4) ? ~UINT64_C(7) : ~UINT64_C(0));
    if (pick == 0)
        return PTR(draw(t, 16), offset);
    return pick < 8 ? PTR(2, 0x2000 + offset) : PTR(3 + draw(t, 12), offset);
}
