/* Physical memory protection: 16 entries, granularity 4 bytes (privileged manual 1.12, section 3.7). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "core/hart.h"

enum { PMP_ENTRIES = 16 };
enum { PMP_R = 1, PMP_W = 2, PMP_X = 4, PMP_A = 0x18, PMP_L = 0x80 };
enum { PMP_OFF = 0x00, PMP_TOR = 0x08, PMP_NA4 = 0x10, PMP_NAPOT = 0x18 };

/* May `priv` make this access to [pa, pa + size)? */
bool pmp_allows(const struct hart_csrs *csr, enum privilege priv, uint64_t pa, uint64_t size, enum xs_access access);
/* Is the answer the same for every byte of the page, so that it may be cached? */
bool pmp_uniform(const struct hart_csrs *csr, uint64_t page);
/* WARL writes: locked entries keep their value, W without R is refused. */
void pmp_write_cfg(struct hart_csrs *csr, unsigned word, uint64_t value);
void pmp_write_addr(struct hart_csrs *csr, unsigned n, uint64_t value);
