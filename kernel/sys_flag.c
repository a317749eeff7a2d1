/* System calls about wake-up flags. */
#include "flag.h"
#include "segment.h"
#include "syscall.h"

int64_t sys_flags_create(struct call *c)
{
    int64_t s = flags_new(c->program, c->a[0], "flags");
    if (s < 0)
        return s;
    struct xs_vste e = vst_entry((uint32_t)s, SYS_PERM_R | SYS_PERM_W | SYS_PERM_MANAGE, 0, 0);
    int64_t index = call_put(c, &e);
    if (index < 0)
        segment_destroy((uint32_t)s);
    return index;
}

int64_t sys_flag_wait(struct call *c)
{
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_DATA, SYS_PERM_R, 0, &o);
    if (error < 0)
        return error;
    int blocked = flag_wait(c->thread, (uint32_t)(o - objects), c->a[1], call_until(c->a[2]));
    return blocked > 0 ? NO_RESULT : blocked;
}
