/* Waiting on a word: threads by the physical address of the word, resolved when they wait (xseg.md rule 15). */
#pragma once
#include <stdint.h>

#include "queue.h"

struct thread;

/* Physical address of the word at `ptr` as the code that runs sees it, and the segment it goes through.
 * 0: no page. The pointer was checked. */
uint64_t wait_resolve(uint64_t ptr, uint32_t *selector);
void wait_on(struct thread *t, uint64_t word, uint32_t selector, uint64_t until);
uint64_t wait_wake(uint64_t word, uint64_t count);
/* Everybody who waits through that segment gets -PE_REVOKED. */
void wait_revoke(uint32_t selector);
