/* Wake-up flags (D12, option B): a data segment of bits that user code sets without the kernel, and at which the scheduler
 * looks when it chooses who runs, at the end of a time slice, and before a hart idles.
 *
 * The segment (layout.yaml, FLAGS_*) holds the bits, and a summary of one word: bit g of it, group g of the bits
 * may have changed. Who wakes sets the bit, then the summary's, each by one atomic or. A look reads the summary, and of
 * the bits the groups that it names; what others write into the segment costs it at most FLAGS_WORDS reads.
 *
 * Invariant: waiter[i] is WAITING, in no queue, with t->flags and t->flag set, exactly when bit i of `waiting` is set. */
#pragma once
#include <stdint.h>

#include "abi/layout.h"

struct program;
struct thread;

/* Sets of the whole system: the scheduler looks at each that somebody waits for. And of one program. */
enum { FLAGS_WORDS = XS_FLAGS_MAX / 64, FLAG_SETS = 64, FLAG_SETS_OF_ONE = 4 };

/* Makes a data segment one of `count` flags (1 to XS_FLAGS_MAX), all clear. Charged to `owner`; answers the selector.
 * -PE_INVAL, -PE_QUOTA (or it has FLAG_SETS_OF_ONE), -PE_NOMEM, -PE_NOSPC (no selector, or FLAG_SETS exist). */
int64_t flags_new(struct program *owner, uint64_t count, const char *name);
/* The current thread waits for a flag of segment `selector` (perhaps an alias), and clears it. 0: it was set, go on; 1: it
 * blocks, until `until`. -PE_INVAL: no segment of flags; -PE_RANGE; -PE_BUSY: another thread waits for that flag. */
int flag_wait(struct thread *t, uint32_t selector, uint64_t index, uint64_t until);
/* A thread with t->flags set waits for no flag any more. */
void flag_leave(struct thread *t);
/* Wakes whose flags are set, and clears those. */
void flags_look(void);
/* Somebody waits: a summary that an idle hart may sleep on until it is written. */
const uint32_t *flags_watch(uint64_t hart);
extern uint64_t flags_busy; /* bit per segment of flags: somebody waits for one of them */
/* Before the segment goes: who waits through it gets -PE_REVOKED; with the segment itself the record goes too. */
void flags_revoke(uint32_t selector);
