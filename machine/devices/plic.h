/* SiFive platform-level interrupt controller (sifive,plic-1.0.0; RISC-V PLIC specification 1.0.0):
 * sources 1-95, priorities 0-7, two contexts per hart: 2h is M-mode, 2h + 1 is S-mode. */
#pragma once
#include "devices/device.h"

struct plic;

struct plic *plic_new(unsigned harts, struct device_lines lines); /* NULL: out of memory */
extern const struct device_ops plic_ops;

/* Interrupts in user mode: a hart claims and completes by number, whatever priorities and enables say. plic_next: the
 * first source above `after` with a request that nobody has claimed, 0: none. */
unsigned plic_next(const struct plic *p, unsigned after);
void plic_claim(struct plic *p, unsigned source);
void plic_complete(struct plic *p, unsigned source);

/* Level of a source's line; source 0 and sources past the last are ignored. `plic` is a struct plic. */
void plic_set_source(void *plic, unsigned source, bool level);
