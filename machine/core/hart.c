#include <stdlib.h>
#include <string.h>

#include "core/csr.h"
#include "core/fp_env.h"
#include "core/hart_state.h"
#include "core/trap.h"
#include "mmu/sv39.h"

#define MISA_64      (UINT64_C(2) << 62)
#define MISA(letter) (UINT64_C(1) << ((letter) - 'A'))

/* The segment unit reads tables and frames as S-mode does. */
static void tell(struct hart *h, bool write, uint64_t pa, size_t size)
{
    if (h->observer && !h->walking)
        h->observer->table(h->observer->context, write, pa, (unsigned)size);
}

static bool port_read(void *context, uint64_t pa, void *to, size_t size)
{
    tell(context, false, pa, size);
    return table_read(context, pa, to, size);
}

static bool port_write(void *context, uint64_t pa, const void *from, size_t size)
{
    tell(context, true, pa, size);
    return table_write(context, pa, from, size);
}

struct hart *hart_new(unsigned id, struct bus *bus, const struct hart_board *board)
{
    struct hart *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->id = id;
    h->bus = bus;
    h->views_made = UINT32_MAX;
    h->tlb.front.side = h->tlb.front.settled = &h->tlb.front.own;
    if (board)
        h->board = *board;
    hart_reset(h, 0, id, 0, 0);
    return h;
}

void hart_free(struct hart *h)
{
    if (h && h->engine)
        h->engine->free(h);
    free(h);
}

void hart_reset(struct hart *h, uint64_t pc, uint64_t a0, uint64_t a1, uint64_t a2)
{
    memset(h->x, 0, sizeof h->x);
    memset(h->f, 0, sizeof h->f);
    memset(&h->csr, 0, sizeof h->csr);
    memset(&h->counters, 0, sizeof h->counters);
    h->csr.misa =
        MISA_64 | MISA('I') | MISA('M') | MISA('A') | MISA('F') | MISA('D') | MISA('C') | MISA('S') | MISA('U');
    h->csr.mstatus = MSTATUS_UXL | MSTATUS_SXL;
    h->csr.stimecmp = UINT64_MAX;
    h->csr.mhartid = h->id;
    h->x[10] = a0;
    h->x[11] = a1;
    h->x[12] = a2;
    h->pc = pc & ~UINT64_C(1); /* as the reset vector's jump */
    h->priv = PRV_M;
    h->fcsr = h->instret = h->lines = h->cycle_offset = h->instret_offset = 0;
    h->allowed_end = UINT64_MAX;
    h->reservation = RESERVATION_NONE;
    h->stimer = h->sources = h->waiting = h->watching = h->stop_asked = h->step_over = false;
    uint64_t changes = h->segment.slb_changes + 1; /* who counts on what was found must see that it went */
    xs_reset(&h->segment, (struct xs_port){h, port_read, port_write}, &h->counters);
    h->segment.slb_changes = changes;
    memset(h->table_page, 0, sizeof h->table_page);
    tlb_clear(&h->tlb);
    blocks_reset(&h->blocks);
    if (h->observer)
        h->observer->reset(h->observer->context);
    hart_mode_changed(h);
}

void hart_mode_changed(struct hart *h)
{
    views_drop(h);
    hart_update_attention(h);
}

void hart_ask_stop(struct hart *h)
{
    h->stop_asked = h->attention = true;
}

uint64_t hart_instret(const struct hart *h)
{
    return h->instret + (h->at - h->first);
}

uint64_t hart_cycles(const struct hart *h)
{
    return h->observer ? h->observer->cycles(h->observer->context) : hart_instret(h);
}

void hart_run_until(struct hart *h, uint64_t cycles)
{
    if (h->observer)
        h->observer->run_until(h->observer->context, cycles);
}

/* --- lines and timer ---------------------------------------------------------------------------------------- */
void hart_lose_reservation(struct hart *h)
{
    h->reservation = RESERVATION_NONE;
}

void hart_set_line(struct hart *h, unsigned bit, bool level)
{
    uint64_t mask = UINT64_C(1) << bit;
    h->lines = level ? h->lines | mask : h->lines & ~mask;
    hart_update_attention(h);
}

void hart_set_sources(struct hart *h, bool any)
{
    h->sources = any;
    hart_update_attention(h);
}

uint64_t hart_next_timer(const struct hart *h)
{
    uint64_t at = h->csr.menvcfg & MENVCFG_STCE ? h->csr.stimecmp : UINT64_MAX;
    return h->watching && h->wait_until < at ? h->wait_until : at;
}

void hart_poll_timer(struct hart *h)
{
    h->stimer = h->board.mtime && h->board.mtime(h->board.context) >= h->csr.stimecmp;
    hart_update_attention(h);
}

/* --- state for debugger and tests --------------------------------------------------------------------------- */
uint64_t hart_get_reg(const struct hart *h, unsigned n)
{
    if (n < 32)
        return h->x[n];
    return n == 32 ? h->pc : n < 65 ? h->f[n - 33] : 0;
}

void hart_set_reg(struct hart *h, unsigned n, uint64_t value)
{
    if (n > 0 && n < 32)
        h->x[n] = value;
    else if (n == 32)
        h->pc = value & ~UINT64_C(1);
    else if (n > 32 && n < 65)
        h->f[n - 33] = value;
}

enum privilege hart_privilege(const struct hart *h)
{
    return h->priv;
}

struct xs_hart *hart_segment(struct hart *h)
{
    return &h->segment;
}

struct xs_counters *hart_counters(struct hart *h)
{
    return &h->counters;
}
