#include "core/csr.h"

#include <stddef.h>

static uint64_t *field_of(struct hart *h, const struct csr_rule *rule)
{
    return (uint64_t *)((char *)&h->csr + rule->field);
}

uint64_t csr_read(const struct hart *h, const struct csr_rule *rule, unsigned csr)
{
    if (rule->read)
        return rule->read(h, csr);
    return *(const uint64_t *)((const char *)&h->csr + rule->field);
}

void csr_write(struct hart *h, const struct csr_rule *rule, unsigned csr, uint64_t value)
{
    if (rule->write) {
        rule->write(h, csr, value);
        return;
    }
    uint64_t *field = field_of(h, rule);
    *field = (*field & ~rule->writable) | (value & rule->writable);
}

bool csr_permitted(const struct hart *h, const struct csr_rule *rule, unsigned csr, bool write)
{
    bool read_only = csr >> 10 == 3;
    if (h->priv < (csr >> 8 & 3) || (write && read_only))
        return false;
    return !rule->guard || rule->guard(h, csr);
}

bool hart_csr_get(struct hart *h, unsigned csr, uint64_t *value)
{
    unsigned index = csr_find(csr);
    if (index)
        *value = csr_read(h, csr_rule_at(index), csr);
    return index != 0;
}

bool hart_csr_set(struct hart *h, unsigned csr, uint64_t value)
{
    unsigned index = csr_find(csr);
    if (index)
        csr_write(h, csr_rule_at(index), csr, value);
    return index != 0;
}
