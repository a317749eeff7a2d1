/* The world's memory, tables and hart. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

static uint8_t *at(const struct world *w, uint64_t pa, size_t size)
{
    return pa >= RAM_BASE && size <= RAM_SIZE && pa - RAM_BASE <= RAM_SIZE - size ? w->ram + (pa - RAM_BASE) : NULL;
}

static bool port_read(void *context, uint64_t pa, void *to, size_t size)
{
    const uint8_t *from = at(context, pa, size);
    assert_true(pa % 8 == 0 && size % 8 == 0 && size <= 64);
    if (from)
        memcpy(to, from, size);
    return from;
}

static bool port_write(void *context, uint64_t pa, const void *from, size_t size)
{
    uint8_t *to = at(context, pa, size);
    assert_true(pa % 8 == 0 && size % 8 == 0 && size <= 64);
    if (to)
        memcpy(to, from, size);
    return to;
}

static void put(struct world *w, uint64_t pa, const void *from, size_t size)
{
    uint8_t *to = at(w, pa, size);
    assert_non_null(to);
    memcpy(to, from, size);
}

void world_put_u64(struct world *w, uint64_t pa, uint64_t value)
{
    put(w, pa, &value, 8);
}

uint64_t world_get_u64(const struct world *w, uint64_t pa)
{
    uint64_t value;
    memcpy(&value, at(w, pa, 8), 8);
    return value;
}

struct xs_desc world_desc(unsigned selector, unsigned kind)
{
    struct xs_desc d = {0};
    xs_desc_set_valid(&d, 1);
    xs_desc_set_kind(&d, kind);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_generation(&d, GENERATION);
    xs_desc_set_root(&d, ROOT_PA(selector) >> 12);
    xs_desc_set_limit(&d, SEGMENT_SIZE);
    if (kind == XS_KIND_CODE || kind == XS_KIND_THREAD) {
        xs_desc_set_vst(&d, VST_PA(selector));
        xs_desc_set_vst_count(&d, VST_COUNT);
    }
    if (kind == XS_KIND_CODE) {
        xs_desc_set_gates(&d, GATES_PA(selector));
        xs_desc_set_gate_count(&d, GATES);
    }
    return d;
}

void world_put_desc(struct world *w, unsigned selector, const struct xs_desc *desc)
{
    put(w, GST_PA + selector * XS_DESC_SIZE, desc, sizeof *desc);
}

void world_get_desc(const struct world *w, unsigned selector, struct xs_desc *desc)
{
    memcpy(desc, at(w, GST_PA + selector * XS_DESC_SIZE, sizeof *desc), sizeof *desc);
}

struct xs_vste world_entry(unsigned owner, unsigned index, unsigned selector)
{
    struct xs_vste e = {0};
    xs_vste_set_valid(&e, 1);
    xs_vste_set_selector(&e, selector);
    xs_vste_set_generation(&e, GENERATION);
    xs_vste_set_r(&e, 1);
    xs_vste_set_w(&e, 1);
    xs_vste_set_load(&e, 1);
    xs_vste_set_gate_mask(&e, ~(uint64_t)0);
    xs_vste_set_badge(&e, BADGE(owner, index));
    return e;
}

void world_put_entry(struct world *w, unsigned owner, unsigned index, const struct xs_vste *entry)
{
    put(w, VST_PA(owner) + index * XS_VSTE_SIZE, entry, sizeof *entry);
}

struct xs_gate world_gate(unsigned number)
{
    struct xs_gate g = {0};
    xs_gate_set_entry(&g, 0x1000 + number * 0x100);
    xs_gate_set_valid(&g, number != GATE_NONE);
    xs_gate_set_protect(&g, number == GATE_PROTECT || number == GATE_FP);
    xs_gate_set_fp(&g, number == GATE_FP || number == GATE_FP_PLAIN);
    xs_gate_set_kind(&g, number == GATE_CALLBACK    ? XS_GATE_CALLBACK
                         : number == GATE_INTERRUPT ? XS_GATE_INTERRUPT
                         : number == GATE_CLEANUP   ? XS_GATE_CLEANUP
                                                    : XS_GATE_CALL);
    xs_gate_set_nonreentrant(&g, number == GATE_ONCE);
    xs_gate_set_args(&g, 0x0f);
    xs_gate_set_results(&g, 1);
    xs_gate_set_fargs(&g, 3);
    xs_gate_set_fresults(&g, 1);
    xs_gate_set_stack(&g, number == GATE_BIG ? 0x7000 : 0x100);
    xs_gate_set_time(&g, number == GATE_TIMED ? 1000 : 0);
    xs_gate_set_frames(&g, number == GATE_DEEP ? 20 : 0);
    return g;
}

void world_put_gate(struct world *w, unsigned selector, unsigned number, const struct xs_gate *gate)
{
    put(w, GATES_PA(selector) + number * XS_GATE_SIZE, gate, sizeof *gate);
}

void world_map(struct world *w, unsigned selector, uint64_t offset, uint64_t pa, unsigned bits)
{
    uint64_t root = ROOT_PA(selector), middle = root + 0x1000, low = root + 0x2000;
    world_put_u64(w, root + (offset >> 30 & 511) * 8, middle >> 12 << 10 | 1);
    world_put_u64(w, middle + (offset >> 21 & 511) * 8, low >> 12 << 10 | 1);
    world_put_u64(w, low + (offset >> 12 & 511) * 8, pa >> 12 << 10 | bits);
}

void world_revoke(struct world *w, unsigned selector)
{
    struct xs_desc d;
    world_get_desc(w, selector, &d);
    xs_desc_set_generation(&d, xs_desc_generation(&d) + 1);
    world_put_desc(w, selector, &d);
    xs_invalidate(&w->hart, XS_INVAL_SELECTOR, selector, 0);
}

static void make_code(struct world *w, unsigned selector)
{
    static const unsigned NAMED[VST_COUNT] = {
        [TO_SERVER] = SERVER, [TO_DATA] = DATA,     [TO_DATA2] = DATA2,   [TO_OTHER] = OTHER,
        [TO_CLIENT] = CLIENT, [TO_THREAD] = THREAD, [TO_OBJECT] = OBJECT, [TO_ALIAS] = ALIAS};
    struct xs_desc d = world_desc(selector, selector == THREAD || selector == THREAD2 ? XS_KIND_THREAD : XS_KIND_CODE);
    world_put_desc(w, selector, &d);
    for (unsigned i = 1; i < VST_COUNT; i++) {
        struct xs_vste e = world_entry(selector, i, NAMED[i]);
        if (NAMED[i])
            world_put_entry(w, selector, i, &e);
    }
    for (unsigned g = 0; g < GATES; g++) {
        struct xs_gate gate = world_gate(g);
        world_put_gate(w, selector, g, &gate);
    }
}

static void make_tables(struct world *w)
{
    static const unsigned CODE[] = {CLIENT, SERVER, OTHER, THREAD, THREAD2}, DATAS[] = {DATA, DATA2, ALIAS};
    for (unsigned i = 0; i < sizeof CODE / sizeof *CODE; i++)
        make_code(w, CODE[i]);
    for (unsigned i = 0; i < sizeof DATAS / sizeof *DATAS; i++) {
        struct xs_desc d = world_desc(DATAS[i], XS_KIND_DATA);
        xs_desc_set_keep(&d, DATAS[i] == ALIAS);
        xs_desc_set_root(&d, ROOT_PA(DATAS[i] == ALIAS ? DATA : DATAS[i]) >> 12);
        world_put_desc(w, DATAS[i], &d);
    }
    struct xs_desc object = world_desc(OBJECT, XS_KIND_OBJECT);
    world_put_desc(w, OBJECT, &object);
    for (unsigned s = 1; s < SELECTORS; s++)
        world_map(w, s, 0, PAGES_PA(s), s <= OTHER ? 0x5b : 0xd7); /* code: V R X U A; data: V R W U A D */
}

void world_make(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->ram = calloc(1, RAM_SIZE);
    assert_non_null(w->ram);
    make_tables(w);
    struct xs_hart *h = &w->hart;
    xs_reset(h, (struct xs_port){w, port_read, port_write}, &w->counters);
    xs_set_gst(h, GST_PA);
    xs_csr_write(h, CSR_XS1, CLIENT | (uint64_t)GENERATION << 32);
    xs_csr_write(h, CSR_XS2, THREAD | (uint64_t)GENERATION << 32);
    xs_csr_write(h, CSR_XS2LIM, STACK_TOP);
    xs_csr_write(h, CSR_XSLW, STACK_TOP);
    xs_csr_write(h, CSR_XLSP, LINKAGE_PA(0));
    xs_csr_write(h, CSR_XLSLIM, LINKAGE_PA(0) + FRAMES * XS_FRAME_SIZE);
    xs_csr_write(h, CSR_XSV, XS_MASK_T);
    xs_csr_write(h, CSR_XTID, 42);
    for (unsigned i = 1; i < 32; i++) {
        w->x[i] = 0x1000 + i;
        w->f[i] = 0xf000 + i;
    }
    w->x[2] = PTR(2, STACK_TOP);
    w->pc = PTR(1, 0x400);
    w->fcsr = 0x21;
}

void world_free(struct world *w)
{
    free(w->ram);
}

int world_setup(void **state)
{
    struct world *w = malloc(sizeof *w);
    assert_non_null(w);
    world_make(w);
    *state = w;
    return 0;
}

int world_teardown(void **state)
{
    world_free(*state);
    free(*state);
    return 0;
}
