/* Sv39 page-table walk (privileged manual 1.12, sections 4.3.2 and 4.4). */
#pragma once
#include "mmu/regime.h"

/* Translates `va` for one access by `priv`. Sets accessed and dirty bits, as hardware may.
 * False: h->trap is set. */
bool sv39_walk(struct hart *h, uint64_t va, enum xs_access access, enum privilege priv, uint64_t *page_pa);
/* Debugger: the page of `va`, rights apart; the guest sees no change but in h->trap and counters. */
bool sv39_look(struct hart *h, uint64_t va, uint64_t *page_pa);
/* Reads and writes of page tables are checked by PMP as S-mode's. */
bool table_read(struct hart *h, uint64_t pa, void *to, uint64_t size);
bool table_write(struct hart *h, uint64_t pa, const void *from, uint64_t size);
