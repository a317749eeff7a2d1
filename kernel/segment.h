/* Data segments and their aliases. Destroying one revokes it and everything made of it, at once. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct program;

/* Selector of a new zeroed segment, all pages committed. size in bytes, rounded up to pages. Errors: -PE_INVAL, -PE_QUOTA,
 * -PE_NOMEM, -PE_NOSPC. */
int64_t segment_new(struct program *owner, uint64_t size, const char *name);
/* The same for the boot image, keepable itself: memory that is there for devices to hold. */
int64_t segment_for_devices(uint64_t size, unsigned perms, const char *name);
/* Over given physical pages, contiguous from pa: a device's registers. */
int64_t segment_pinned(uint64_t pa, uint64_t size, unsigned perms, const char *name);
/* Alias: own selector and generation, same pages. -PE_RANGE: limit beyond the original's; -PE_INVAL: too many aliases deep. */
int64_t segment_alias(struct program *owner, uint32_t selector, uint64_t limit, unsigned perms, bool keep);
/* Revokes: descriptors, aliases, waiters on words in it (-PE_REVOKED), pages last. */
void segment_destroy(uint32_t selector);
uint64_t segment_limit(uint32_t selector);
unsigned segment_perms(uint32_t selector); /* maximal, SYS_PERM_R | SYS_PERM_W */
