/* From an effective address to memory: the slow path, which decides every access that the TLB's fast path does not. */
#pragma once
#include "core/hart_state.h"

/* One or two pieces of memory that an access touches, in address order. */
struct span {
    unsigned pieces;
    struct piece {
        uint8_t *host;       /* NULL: a device */
        uint64_t pa, offset; /* offset in the view: for the stack low-water mark */
        unsigned size;
    } piece[2];
    bool thread;  /* stores move the stack low-water mark */
    bool divided; /* PMP divides a page of it: what holds here may not hold for the page's other bytes */
};

/* Translates [ea, ea + size), size <= PAGE_SIZE, for one access; every byte is checked. False: h->trap is set. */
bool translate(struct hart *h, uint64_t ea, unsigned size, enum xs_access access, struct span *span);
/* Host address of the halfword of code at pc, or NULL: h->trap is set. Unless *divided (see struct span), the rest of its
 * page may be fetched too. */
const uint8_t *translate_fetch(struct hart *h, uint64_t pc, bool *divided);
