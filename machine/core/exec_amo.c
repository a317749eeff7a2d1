/* A: load-reserved, store-conditional, atomic read-modify-write. Acquire and release need nothing: one thread runs
 * every hart. */
#include "core/exec.h"
#include "mmu/access.h"

#define BODY(name) enum flow op_##name(struct hart *h, const struct insn *i)

static enum flow load_reserved(struct hart *h, const struct insn *i, unsigned size, uint64_t *value)
{
    struct atomic a;
    enum flow flow = access_atomic(h, i, h->x[i->rs1], size, false, &a);
    if (flow != FLOW_NEXT)
        return flow;
    memcpy(value, a.host, size);
    h->reservation = a.pa;
    h->reserved_value = *value;
    h->reserved_size = size;
    return FLOW_NEXT;
}

BODY(lr_w)
{
    uint64_t value = 0;
    enum flow flow = load_reserved(h, i, 4, &value);
    if (flow == FLOW_NEXT)
        h->x[i->rd] = (int64_t)(int32_t)value;
    return flow;
}

BODY(lr_d)
{
    uint64_t value = 0;
    enum flow flow = load_reserved(h, i, 8, &value);
    if (flow == FLOW_NEXT)
        h->x[i->rd] = value;
    return flow;
}

/* The access is checked even when the reservation is gone. A store by another hart or a device is noticed by the value
 * that it left. */
static enum flow store_conditional(struct hart *h, const struct insn *i, unsigned size)
{
    struct atomic a;
    enum flow flow = access_atomic(h, i, h->x[i->rs1], size, true, &a);
    if (flow != FLOW_NEXT)
        return flow;
    uint64_t now = 0;
    memcpy(&now, a.host, size);
    bool holds = h->reservation == a.pa && now == (size == 4 ? (uint32_t)h->reserved_value : h->reserved_value);
    if (holds) {
        memcpy(a.host, &h->x[i->rs2], size);
        access_atomic_stored(h, &a);
    }
    h->reservation = RESERVATION_NONE;
    h->x[i->rd] = !holds;
    return FLOW_NEXT;
}

BODY(sc_w)
{
    return store_conditional(h, i, 4);
}

BODY(sc_d)
{
    return store_conditional(h, i, 8);
}

/* `type` is how old value and operand are compared, of the size of the access; rd gets the old value sign-extended. */
#define ATOMIC(name, type, expression)                                              \
    BODY(name)                                                                      \
    {                                                                               \
        struct atomic m;                                                            \
        enum flow flow = access_atomic(h, i, h->x[i->rs1], sizeof(type), true, &m); \
        if (flow != FLOW_NEXT)                                                      \
            return flow;                                                            \
        type a, b = (type)h->x[i->rs2], result;                                     \
        memcpy(&a, m.host, sizeof a);                                               \
        result = (expression);                                                      \
        memcpy(m.host, &result, sizeof result);                                     \
        access_atomic_stored(h, &m);                                                \
        h->x[i->rd] = sizeof a == 4 ? (uint64_t)(int64_t)(int32_t)a : (uint64_t)a;  \
        return FLOW_NEXT;                                                           \
    }
#define ATOMIC_BOTH(name, sign, expression)  \
    ATOMIC(name##_w, sign##32_t, expression) \
    ATOMIC(name##_d, sign##64_t, expression)

/* clang-format off: it takes a row for a declaration */
ATOMIC_BOTH(amoswap, uint, b)
ATOMIC_BOTH(amoadd, uint, a + b)
ATOMIC_BOTH(amoxor, uint, a ^ b)
ATOMIC_BOTH(amoand, uint, a &b)
ATOMIC_BOTH(amoor, uint, a | b)
ATOMIC_BOTH(amomin, int, a < b ? a : b)
ATOMIC_BOTH(amomax, int, a > b ? a : b)
ATOMIC_BOTH(amominu, uint, a < b ? a : b)
ATOMIC_BOTH(amomaxu, uint, a > b ? a : b)
/* clang-format on */
