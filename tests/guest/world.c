/* The world: tables in memory, as a kernel writes them. */
#include "guest.h"

enum { SEGMENTS = 32, PAGE = 4096, SLOTS = 9, CODE_PTE = 0x5b, DATA_PTE = 0xd7 };
extern char user_text[], user_text_end[];

__attribute__((aligned(4096))) uint64_t gst[XS_GST_ENTRIES * 8];
static __attribute__((aligned(4096))) struct xs_vste vst[SLOTS][VST_COUNT];
static __attribute__((aligned(4096))) struct xs_gate gates[3][64];
static __attribute__((aligned(4096))) uint64_t tree[SLOTS][3][512];
static __attribute__((aligned(4096))) uint8_t pages[SLOTS][8][PAGE];
static __attribute__((aligned(64))) struct xs_frame frames[FRAMES];

/* Selectors that exist, in the order of their tables. */
static const unsigned EXIST[SLOTS] = {CLIENT, SERVER, OTHER, THREAD, THREAD2, DATA, DATA2, SECRET, OBJECT};

static unsigned slot(unsigned selector)
{
    unsigned i = 0;
    while (i < SLOTS && EXIST[i] != (selector == ALIAS ? DATA : selector))
        i++;
    return i;
}

static uint64_t physical(const volatile void *p)
{
    return (uint64_t)p & (((uint64_t)1 << 60) - 1);
}

uint8_t *page_of(unsigned selector, unsigned index)
{
    return pages[slot(selector)][index];
}
uint64_t linkage_pa(unsigned depth)
{
    return physical(&frames[depth]);
}
const uint64_t *linkage(unsigned depth)
{
    return frames[depth].w;
}

void set_desc(unsigned selector, const struct xs_desc *desc)
{
    for (unsigned i = 0; i < 8; i++)
        gst[selector * 8 + i] = desc->w[i];
    inval(selector, 0, 0);
}

struct xs_desc get_desc(unsigned selector)
{
    struct xs_desc d;
    for (unsigned i = 0; i < 8; i++)
        d.w[i] = gst[selector * 8 + i];
    return d;
}

void set_entry(unsigned owner, unsigned index, const struct xs_vste *entry)
{
    vst[slot(owner)][index] = *entry;
    inval(owner, index, 1);
}

struct xs_vste get_entry(unsigned owner, unsigned index)
{
    return vst[slot(owner)][index];
}

struct xs_gate plain_gate(const char *label)
{
    struct xs_gate g = {0};
    xs_gate_set_entry(&g, (uint64_t)(label - user_text) + USER_TEXT);
    xs_gate_set_valid(&g, 1);
    xs_gate_set_args(&g, 0xff);
    xs_gate_set_results(&g, 3);
    xs_gate_set_stack(&g, 0x100);
    return g;
}

void set_gate(unsigned selector, unsigned number, const struct xs_gate *gate)
{
    gates[slot(selector)][number] = *gate;
    inval(selector, 0, 2);
}

void serve(unsigned selector, const char *label)
{
    struct xs_gate g = plain_gate(label);
    set_gate(selector, 0, &g);
}

void set_pte(unsigned selector, uint64_t offset, uint64_t pte)
{
    tree[slot(selector)][2][offset >> 12] = pte;
    inval(selector, 0, 0);
}

uint64_t get_pte(unsigned selector, uint64_t offset)
{
    return tree[slot(selector)][2][offset >> 12];
}

void revoke(unsigned selector)
{
    struct xs_desc d = get_desc(selector);
    xs_desc_set_generation(&d, xs_desc_generation(&d) + 1);
    set_desc(selector, &d);
}

static unsigned kind_of(unsigned selector)
{
    return selector <= OTHER     ? XS_KIND_CODE
           : selector <= THREAD2 ? XS_KIND_THREAD
           : selector == OBJECT  ? XS_KIND_OBJECT
                                 : XS_KIND_DATA;
}

static void make_pages(unsigned selector)
{
    unsigned s = slot(selector), kind = kind_of(selector);
    tree[s][0][0] = physical(tree[s][1]) >> 12 << 10 | 1;
    tree[s][1][0] = physical(tree[s][2]) >> 12 << 10 | 1;
    for (unsigned i = 0; i < 512; i++)
        tree[s][2][i] = 0;
    for (unsigned i = 0; i < (kind == XS_KIND_THREAD ? 8 : 2); i++)
        tree[s][2][(kind == XS_KIND_CODE ? PRIVATE / PAGE : 0) + i] = physical(pages[s][i]) >> 12 << 10 | DATA_PTE;
    for (uint64_t at = 0; kind == XS_KIND_CODE && user_text + at < user_text_end; at += PAGE)
        tree[s][2][(USER_TEXT + at) / PAGE] = physical(user_text + at) >> 12 << 10 | CODE_PTE;
}

static void make_segment(unsigned selector)
{
    struct xs_desc d = {0};
    unsigned s = slot(selector), kind = kind_of(selector);
    xs_desc_set_valid(&d, 1);
    xs_desc_set_kind(&d, kind);
    xs_desc_set_r(&d, 1);
    xs_desc_set_w(&d, 1);
    xs_desc_set_keep(&d, selector == ALIAS);
    xs_desc_set_generation(&d, GENERATION);
    xs_desc_set_root(&d, physical(tree[s][0]) >> 12);
    xs_desc_set_limit(&d, LIMIT);
    if (kind == XS_KIND_CODE || kind == XS_KIND_THREAD) {
        xs_desc_set_vst(&d, physical(vst[s]));
        xs_desc_set_vst_count(&d, VST_COUNT);
    }
    if (kind == XS_KIND_CODE) {
        xs_desc_set_gates(&d, physical(gates[s]));
        xs_desc_set_gate_count(&d, GATES);
    }
    set_desc(selector, &d);
}

/* Every code and thread segment's table names the same. */
static void make_vst(unsigned owner)
{
    static const unsigned NAMED[] = {0, SERVER, DATA, DATA2, OTHER, CLIENT, THREAD, OBJECT, ALIAS};
    for (unsigned i = 0; i < VST_COUNT; i++) {
        struct xs_vste e = {0};
        if (i > 0 && i < sizeof NAMED / sizeof *NAMED) {
            xs_vste_set_valid(&e, 1);
            xs_vste_set_selector(&e, NAMED[i]);
            xs_vste_set_generation(&e, GENERATION);
            xs_vste_set_r(&e, 1);
            xs_vste_set_w(&e, 1);
            xs_vste_set_load(&e, 1);
            xs_vste_set_gate_mask(&e, ~(uint64_t)0);
            xs_vste_set_badge(&e, owner * 0x100 + i);
        }
        set_entry(owner, i, &e);
    }
}

USER(u_return, "sg.ret");

void fresh(void)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        make_pages(EXIST[i]);
        make_segment(EXIST[i]);
        make_vst(EXIST[i]);
        for (unsigned p = 0; p < 8; p++)
            for (unsigned w = 0; w < PAGE / 8; w++)
                ((uint64_t *)pages[i][p])[w] = 0;
    }
    make_segment(ALIAS);
    struct xs_gate ret = plain_gate(u_return);
    for (unsigned code = CLIENT; code <= OTHER; code++)
        for (unsigned g = 0; g < GATES; g++)
            set_gate(code, g, &ret);
    for (unsigned i = 0; i < FRAMES; i++)
        for (unsigned w = 0; w < XS_FRAME_SIZE / 8; w++)
            frames[i].w[w] = 0;
    inval(0, 0, 3);
    fresh_hart();
    __asm__ volatile("fence.i");
}

uint64_t tables_hash(void)
{
    uint64_t hash = 0;
    const struct {
        const void *at;
        size_t size;
    } all[] = {{gst, SEGMENTS * 64}, {vst, sizeof vst}, {gates, sizeof gates}, {tree, sizeof tree}};
    for (unsigned i = 0; i < 4; i++)
        for (size_t w = 0; w < all[i].size / 8; w++)
            hash = (hash ^ ((const uint64_t *)all[i].at)[w]) * 0x9e3779b97f4a7c15 + i;
    return hash;
}
