/* Virtual segment tables: what a program (or thread) may name. A change is dropped from the machine's buffers before
 * the system call returns (rule 14). An entry whose generation is past is as good as empty.
 *
 * Entries for kernel objects without memory (endpoints) keep their rights in word 1, so that word 0 is the endpoint's
 * key and one compare validates it (the IPC fast path): SYS_PERM_* in bits 7:0, the selector of a shared buffer in
 * 47:24, the server's entry for it in 63:48 (0: none). `soft` is the struct endpoint. */
#pragma once
#include <stdint.h>

#include "object.h"

struct vst {
    uint32_t owner; /* selector whose descriptor points here */
    uint32_t count;
    struct xs_vste *entry;
};

enum { SEL_SELF = 0xffff, SEL_THREAD = 0xfffe };

/* What the entry at `index` names. -PE_NOENT: empty or out of range; -PE_REVOKED. */
int vst_find(const struct vst *v, uint64_t index, struct xs_vste **entry, struct object **object);
/* Writes an entry; index 0 picks a free one. Answers the index; -PE_NOSPC: full; -PE_RANGE: no such index. */
int64_t vst_put(const struct vst *v, uint64_t index, const struct xs_vste *entry);
void vst_clear(const struct vst *v, uint64_t index);
bool vst_used(const struct xs_vste *entry); /* valid and not stale */

/* Rights that an entry gives, SYS_PERM_*, whatever the kind of the object. */
unsigned vst_perms(const struct xs_vste *entry, const struct object *object);
/* An entry for `selector` with these rights. */
struct xs_vste vst_entry(uint32_t selector, unsigned perms, uint64_t gates, uint64_t badge);

#define VST_SHARE_SHIFT 48
static inline uint64_t vst_share(const struct xs_vste *e)
{
    return e->w[1] >> VST_SHARE_SHIFT;
}
static inline uint32_t vst_share_selector(const struct xs_vste *e)
{
    return e->w[1] >> 24 & 0xffffff;
}
