/* System calls about wake-up flags. */
#include "flag.h"
#include "segment.h"
#include "syscall.h"

int64_t sys_flags_create(struct call *c)
{
    int64_t s = flags_new(c->program, c->a[0], "flags");
    if (s < 0)
        return s;
    return call_put_made(c, (uint32_t)s, SYS_PERM_R | SYS_PERM_W);
}

int64_t sys_flag_wait(struct call *c)
{
    struct object *o;
    int error = call_find(c, c->a[0], OBJ_DATA, SYS_PERM_W, 0, &o);
    if (error < 0)
        return error;
    int blocked = flag_wait(c->thread, (uint32_t)(o - objects), c->a[1], call_until(c->a[2]));
    return blocked > 0 ? NO_RESULT : blocked;
}
