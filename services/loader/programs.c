#include "loader/programs.h"

#include <string.h>

#include <postern/lock.h>
#include <postern/service.h>
#include <postern/syscall.h>

#include "fs/fs.h"

static struct program programs[PROGRAMS_MAX];
static struct postern_lock lock;
static uint64_t newest_badge;
static long next_handle = 1;

void programs_lock(void)
{
    postern_lock(&lock);
}

void programs_unlock(void)
{
    postern_unlock(&lock);
}

/* Its builder's call was ended in the middle. */
static int is_abandoned(const struct program *p)
{
    return p->state == PROGRAM_LOADING && postern_frame_alive(p->builder, p->serial) != 1;
}

static uint64_t now(void)
{
    uint64_t ticks;
    __asm__ volatile("rdtime %0" : "=r"(ticks));
    return ticks;
}

/* Never used twice, not by an earlier instance of the loader either: programs take longer to start than a tick of the clock. What
 * that one's programs have open in fs nobody will ask for. */
static uint64_t fresh_badge(void)
{
    if (newest_badge == 0)
        fs_forget_from(PROGRAMS_BADGES);
    uint64_t badge = PROGRAMS_BADGES + now();
    newest_badge = badge > newest_badge ? badge : newest_badge + 1;
    return newest_badge;
}

static struct program *free_slot(void)
{
    for (struct program *p = programs; p < programs + PROGRAMS_MAX; p++) {
        if (is_abandoned(p))
            programs_release(p);
        if (p->state == PROGRAM_FREE)
            return p;
    }
    return NULL;
}

struct program *programs_claim(uint64_t parent, unsigned flags, const char *path)
{
    struct program *p = free_slot();

    if (p == NULL)
        return NULL;
    p->state = PROGRAM_LOADING;
    p->builder = postern_thread();
    p->serial = postern_serial();
    p->handle = next_handle++;
    p->sel = 0;
    p->badge = fresh_badge();
    p->parent = parent;
    p->flags = flags;
    p->end = 0;
    strncpy(p->path, path, sizeof p->path - 1);
    return p;
}

struct program *programs_find(long handle, uint64_t parent)
{
    for (struct program *p = programs; p < programs + PROGRAMS_MAX; p++)
        if (p->state == PROGRAM_RUNS && p->handle == handle)
            return p->parent == parent ? p : NULL;
    return NULL;
}

struct program *programs_at(unsigned index)
{
    for (struct program *p = programs; p < programs + PROGRAMS_MAX; p++)
        if (p->state != PROGRAM_FREE && index-- == 0)
            return p;
    return NULL;
}

struct program *programs_by_badge(uint64_t badge)
{
    for (struct program *p = programs; p < programs + PROGRAMS_MAX; p++)
        if (p->state != PROGRAM_FREE && p->badge == badge) /* on another hart it may call before it is loaded here */
            return p;
    return NULL;
}

struct program *programs_foreground(void)
{
    struct program *newest = NULL;

    for (struct program *p = programs; p < programs + PROGRAMS_MAX; p++)
        if (p->state != PROGRAM_FREE && (p->flags & LOADER_FOREGROUND) && !is_abandoned(p) &&
            (newest == NULL || p->badge > newest->badge))
            newest = p;
    return newest;
}

static void release_one(struct program *p)
{
    if (p->sel != 0) {
        postern_prog_kill(p->sel);
        postern_ungrant(POSTERN_SELF, p->sel);
    }
    fs_forget(p->badge);
    p->sel = 0;
    p->state = PROGRAM_FREE;
}

/* Marks the live programs whose spawner is marked; answers whether there was one more. */
static int mark_children(int marked[PROGRAMS_MAX])
{
    int more = 0;

    for (int i = 0; i < PROGRAMS_MAX; i++)
        for (int child = 0; marked[i] && child < PROGRAMS_MAX; child++)
            if (!marked[child] && programs[child].state != PROGRAM_FREE && programs[child].parent == programs[i].badge)
                more = marked[child] = 1;
    return more;
}

void programs_release(struct program *p)
{
    int marked[PROGRAMS_MAX] = {0};

    marked[p - programs] = 1;
    while (mark_children(marked))
        ;
    for (int i = 0; i < PROGRAMS_MAX; i++)
        if (marked[i])
            release_one(&programs[i]);
}

void programs_end(struct program *p, int status)
{
    if (p->end != 0)
        return;
    p->end = status;
    if (p->state == PROGRAM_RUNS)
        postern_prog_kill(p->sel);
}

void programs_loaded(struct program *p)
{
    p->state = PROGRAM_RUNS;
    if (p->end != 0)
        postern_prog_kill(p->sel);
}
