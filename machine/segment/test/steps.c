/* Instructions on the world's registers. Every refusal is checked to be complete: nothing changed, report in order. */
#include "irq_world.h"

#include <string.h>

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
    const uint64_t *word = data; /* sizes here are multiples of 8 */
    for (size_t i = 0; i < size / 8; i++) {
        hash = (hash ^ word[i]) * 0x9e3779b97f4a7c15;
        hash ^= hash >> 29;
    }
    return hash;
}

#define MIX(value) hash = mix(hash, &(value), sizeof(value))
uint64_t world_hash(const struct world *w)
{
    const struct xs_hart *h = &w->hart;
    uint64_t hash = 0xcbf29ce484222325;
    for (unsigned n = 3; n <= 14; n++) {
        struct xs_reg image;
        xs_get_image(h, n, &image);
        MIX(image);
    }
    static const unsigned CSRS[] = {CSR_XSV,     CSR_XSW,    CSR_XSG,  CSR_XLSP,    CSR_XLSLIM,
                                    CSR_XDL,     CSR_XSLW,   CSR_XFPE, CSR_XS1,     CSR_XS2,
                                    CSR_XS2BASE, CSR_XS2LIM, CSR_XTID, CSR_XSERIAL, CSR_XIRUN};
    for (unsigned i = 0; i < sizeof CSRS / sizeof *CSRS; i++) {
        uint64_t value;
        assert_true(xs_csr_read(h, CSRS[i], &value));
        MIX(value);
    }
    MIX(w->x);
    MIX(w->f);
    MIX(w->fcsr);
    MIX(w->pc);
    return hash;
}

static uint32_t judge(struct world *w, struct xs_fault fault, uint32_t cause, uint64_t before, uint64_t epoch)
{
    if (!fault.cause) {
        assert_true(w->hart.epoch > epoch);
        return XS_REASON_NONE;
    }
    assert_int_equal(fault.cause, cause);
    assert_int_not_equal(fault.reason, XS_REASON_NONE);
    assert_int_equal(fault.info & 0xff, fault.reason);
    assert_true(world_hash(w) == before);
    return fault.reason;
}

#define STEP(cause, operation)                              \
    uint64_t before = world_hash(w), epoch = w->hart.epoch; \
    return judge(w, (operation), cause, before, epoch)

uint32_t w_load(struct world *w, unsigned sgd, uint64_t vsel)
{
    STEP(XS_CAUSE_SEGMENT_LOAD, xs_load(&w->hart, sgd, vsel));
}

uint32_t w_window(struct world *w, unsigned sgd, uint64_t ptr, uint64_t len, unsigned perm)
{
    STEP(XS_CAUSE_SEGMENT_LOAD, xs_window(&w->hart, sgd, ptr, len, perm, &w->x[10]));
}

uint32_t w_move(struct world *w, unsigned sgd, uint64_t ptr)
{
    STEP(XS_CAUSE_SEGMENT_LOAD, xs_move(&w->hart, sgd, ptr, &w->x[10]));
}

uint32_t w_call(struct world *w, uint64_t vsel, unsigned gate, uint64_t mask)
{
    struct xs_gprs gprs = {w->x, w->f, &w->fcsr, &w->pc, false};
    STEP(XS_CAUSE_FAR_CALL, xs_call(&w->hart, vsel, gate, mask, &gprs));
}

uint32_t w_interrupt(struct world *w, unsigned source, uint64_t now)
{
    struct xs_gprs gprs = {w->x, w->f, &w->fcsr, &w->pc, false};
    STEP(XS_CAUSE_INTERRUPT, xs_interrupt(&w->hart, source, now, &gprs));
}

uint32_t w_return(struct world *w)
{
    struct xs_gprs gprs = {w->x, w->f, &w->fcsr, &w->pc, false};
    STEP(XS_CAUSE_FAR_RETURN, xs_return(&w->hart, &gprs));
}

uint32_t w_check(struct world *w, uint64_t ea, unsigned size, enum xs_access access)
{
    struct xs_fault fault = xs_check(&w->hart, ea, size, access);
    if (!fault.cause)
        return XS_REASON_NONE;
    assert_int_equal(fault.cause, XS_CAUSE_SEGMENT_ACCESS);
    assert_true(fault.stval == ea);
    assert_true(fault.info == (fault.reason | (uint64_t)access << 8 | ea >> 60 << 12));
    return fault.reason;
}

uint32_t w_walk(struct world *w, unsigned selector, uint32_t generation, uint64_t offset, enum xs_access access,
                struct xs_page *page)
{
    uint64_t before = world_hash(w);
    struct xs_fault fault = xs_walk(&w->hart, selector, generation, PTR(3, offset), access, page);
    assert_true(world_hash(w) == before);
    return fault.reason;
}

uint64_t w_query(struct world *w, unsigned kind, uint64_t ptr, uint64_t vsel)
{
    uint64_t answer = 0xdead, before = world_hash(w);
    assert_int_equal(xs_query(&w->hart, kind, ptr, vsel, &answer).cause, 0);
    assert_true(world_hash(w) == before);
    return answer;
}
