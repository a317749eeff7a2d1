/* Debugger's services: memory as the hart sees it, break- and watchpoints, trace. */
#include "core/debug.h"

#include <string.h>

#include "core/trace.h"
#include "mmu/pmp.h"
#include "mmu/regime.h"
#include "mmu/sv39.h"

/* --- memory --------------------------------------------------------------------------------------------------- */
/* Selector and generation of a segment register, visible or latent. */
static bool register_names(const struct xs_hart *s, unsigned n, uint32_t *selector, uint32_t *generation)
{
    const struct xs_dreg *r = &s->reg[n];
    *selector = n == XS_SG_CODE ? s->s1_selector : n == XS_SG_THREAD ? s->s2_selector : r->selector;
    *generation = n == XS_SG_CODE ? s->s1_generation : n == XS_SG_THREAD ? s->s2_generation : r->generation;
    return *selector != 0;
}

/* The page of `ea` under Xseg: sg15 for S-mode, else whatever the register names, whatever its bounds. */
static bool look_through_register(struct hart *h, uint64_t ea, uint64_t *page_pa)
{
    static const enum xs_access tries[] = {XS_LOAD, XS_FETCH};
    unsigned n = ea >> XS_OFFSET_BITS;
    uint32_t selector, generation;
    struct xs_page page;
    if (n == XS_SG_PHYS) {
        *page_pa = ea & regime_offset_mask(REGIME_XSEG_SUPER) & ~PAGE_MASK;
        return h->priv != PRV_U;
    }
    if (!register_names(&h->segment, n, &selector, &generation))
        return false;
    for (unsigned t = 0; t < 2; t++)
        if (xs_walk(&h->segment, selector, generation, ea, tries[t], &page).cause == 0) {
            *page_pa = page.pa;
            return true;
        }
    return false;
}

static bool look(struct hart *h, uint64_t ea, uint64_t *page_pa)
{
    switch (access_regime(h, h->priv)) {
    case REGIME_PHYSICAL: *page_pa = ea & ~PAGE_MASK; return true;
    case REGIME_SV39: return sv39_look(h, ea, page_pa);
    default: return look_through_register(h, ea, page_pa);
    }
}

/* Calls `copy` page by page; nothing that the guest can observe changes. */
static uint64_t each_page(struct hart *h, uint64_t ea, uint8_t *buffer, uint64_t size,
                          void (*copy)(uint8_t *ram, uint8_t *buffer, uint64_t n))
{
    struct trap trap = h->trap;
    struct xs_counters counters = h->counters;
    uint64_t done = 0, page_pa;
    while (done < size && look(h, ea + done, &page_pa)) {
        uint64_t inside = (ea + done) & PAGE_MASK, n = PAGE_SIZE - inside;
        n = n < size - done ? n : size - done;
        uint8_t *ram = bus_ram(h->bus, page_pa + inside, n);
        if (!ram)
            break;
        copy(ram, buffer + done, n);
        done += n;
    }
    h->trap = trap;
    h->counters = counters;
    return done;
}

static void copy_from_ram(uint8_t *ram, uint8_t *buffer, uint64_t n)
{
    memcpy(buffer, ram, n);
}

static void copy_to_ram(uint8_t *ram, uint8_t *buffer, uint64_t n)
{
    memcpy(ram, buffer, n);
}

uint64_t hart_peek(struct hart *h, uint64_t ea, void *to, uint64_t size)
{
    return each_page(h, ea, to, size, copy_from_ram);
}

uint64_t hart_poke(struct hart *h, uint64_t ea, const void *from, uint64_t size)
{
    blocks_recheck(&h->blocks);
    return each_page(h, ea, (uint8_t *)(uintptr_t)from, size, copy_to_ram);
}

/* --- breakpoints ------------------------------------------------------------------------------------------------ */
bool breakpoint_listed(const struct hart *h, uint64_t pc)
{
    for (unsigned n = 0; n < h->breakpoints; n++)
        if (h->breakpoint[n] == pc)
            return true;
    return false;
}

bool hart_add_breakpoint(struct hart *h, uint64_t pc)
{
    if (breakpoint_listed(h, pc))
        return true;
    if (h->breakpoints == BREAKPOINTS)
        return false;
    h->breakpoint[h->breakpoints++] = pc;
    blocks_reset(&h->blocks);
    return true;
}

void hart_remove_breakpoint(struct hart *h, uint64_t pc)
{
    for (unsigned n = 0; n < h->breakpoints; n++)
        if (h->breakpoint[n] == pc) {
            h->breakpoint[n] = h->breakpoint[--h->breakpoints];
            blocks_reset(&h->blocks);
            return;
        }
}

/* --- watchpoints ------------------------------------------------------------------------------------------------ */
bool watchpoint_listed(const struct hart *h, uint64_t ea, uint64_t size, enum xs_access access)
{
    for (unsigned n = 0; n < h->watchpoints; n++) {
        const struct watchpoint *w = &h->watchpoint[n];
        bool kind = access == XS_STORE ? w->write : w->read;
        if (kind && ea < w->ea + w->size && ea + size > w->ea)
            return true;
    }
    return false;
}

bool hart_add_watchpoint(struct hart *h, uint64_t ea, uint64_t size, bool read, bool write)
{
    if (h->watchpoints == WATCHPOINTS)
        return false;
    h->watchpoint[h->watchpoints++] = (struct watchpoint){ea, size, read, write};
    views_drop(h);
    return true;
}

void hart_remove_watchpoint(struct hart *h, uint64_t ea, uint64_t size)
{
    for (unsigned n = 0; n < h->watchpoints; n++)
        if (h->watchpoint[n].ea == ea && h->watchpoint[n].size == size) {
            h->watchpoint[n] = h->watchpoint[--h->watchpoints];
            views_drop(h);
            return;
        }
}

/* --- trace -------------------------------------------------------------------------------------------------------- */
void hart_set_trace(struct hart *h, unsigned kinds, void (*sink)(void *context, const struct trace_event *event),
                    void *context)
{
    h->trace_kinds = sink ? kinds : 0;
    h->trace_sink = sink;
    h->trace_context = context;
}

void trace_emit(struct hart *h, enum trace_kind kind, const char *name, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    uint64_t pc = h->at && h->at->exec ? h->at->pc : h->pc;
    struct trace_event event = {kind, hart_instret(h), pc, {a, b, c, d}, name};
    h->trace_sink(h->trace_context, &event);
}

void hart_trace_dma(struct hart *h, const struct xs_dmafault *fault, uint64_t address)
{
    trace_event(h, TRACE_FAULT, "dma", fault->w[0], address, 0, 0);
}
