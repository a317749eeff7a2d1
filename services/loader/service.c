/* The loader's gates. */
#include "loader/loader.h"

#include <string.h>

#include <postern/error.h>
#include <postern/lock.h>
#include <postern/service.h>
#include <postern/syscall.h>

#include "loader/load.h"
#include "loader/programs.h"

static struct postern_lock loading; /* one load at a time; guards what follows */
static char args_copy[LOADER_ARGS_MAX];
static struct {
    uint64_t badge;
    const char *text;
} last_reason;

static int may_inspect(uint64_t badge)
{
    const struct program *p = programs_by_badge(badge);

    return badge < PROGRAMS_BADGES || (p != NULL && (p->flags & LOADER_INSPECT));
}

/* Copies the strings, at least argc, each with its zero. */
static int take_args(struct load_args *args, const void *block, size_t len, unsigned argc)
{
    size_t strings = 0;

    if (len > sizeof args_copy)
        return -PE_2BIG;
    if (len > 0)
        memcpy(args_copy, block, len);
    if (len > 0 && args_copy[len - 1] != '\0')
        return -PE_INVAL;
    for (size_t i = 0; i < len; i++)
        strings += args_copy[i] == '\0';
    *args = (struct load_args){args_copy, len, argc};
    return strings < argc ? -PE_INVAL : 0;
}

static long load_claimed(struct program *p, const struct load_args *args)
{
    long error = load_program(p, args, &last_reason.text);

    programs_lock();
    last_reason.badge = p->parent;
    long handle = p->handle;
    if (error < 0)
        programs_release(p);
    else
        programs_loaded(p);
    programs_unlock();
    return error < 0 ? error : handle;
}

static long spawn(const char *path, const void *block, size_t len, unsigned argc, unsigned flags)
{
    struct load_args args;
    long error = take_args(&args, block, len, argc);

    if (error < 0)
        return error;
    programs_lock();
    struct program *p = programs_claim(postern_badge(), flags, path);
    programs_unlock();
    return p == NULL ? -PE_MFILE : load_claimed(p, &args);
}

long loader_spawn(const char *path, const void *args, size_t len, unsigned argc, unsigned flags)
{
    if (flags & ~(LOADER_FOREGROUND | LOADER_INSPECT))
        return -PE_INVAL;
    if ((flags & LOADER_INSPECT) && !may_inspect(postern_badge()))
        return -PE_PERM;

    postern_lock(&loading);
    long result = spawn(path, args, len, argc, flags);
    postern_unlock(&loading);
    return result;
}

/* The selector of a handle's code segment; an error where it is not the caller's. */
static long selector_of(long handle)
{
    programs_lock();
    const struct program *p = programs_find(handle, postern_badge());
    long sel = p == NULL ? -PE_BADF : (long)p->sel;
    programs_unlock();
    return sel;
}

static long take_status(long handle, long status)
{
    programs_lock();
    struct program *p = programs_find(handle, postern_badge());
    if (p == NULL) {
        status = -PE_BADF;
    } else {
        if (status >= LOADER_FAULTED && p->end != 0)
            status = p->end;
        programs_release(p);
    }
    programs_unlock();
    return status;
}

long loader_wait(long handle, uint64_t timeout)
{
    long sel = selector_of(handle);
    long status = sel < 0 ? sel : postern_prog_wait((uint64_t)sel, timeout);

    return status < 0 ? status : take_status(handle, status);
}

int loader_kill(long handle)
{
    programs_lock();
    struct program *p = programs_find(handle, postern_badge());
    if (p != NULL)
        programs_end(p, LOADER_KILLED);
    programs_unlock();
    return p == NULL ? -PE_BADF : 0;
}

int loader_interrupt(void)
{
    programs_lock();
    struct program *p = programs_foreground();
    if (p != NULL)
        programs_end(p, LOADER_INTERRUPTED);
    programs_unlock();
    return p != NULL;
}

int loader_list(unsigned index, struct loader_program *program, size_t size)
{
    struct loader_program record = {0};

    if (size < sizeof record)
        return -PE_INVAL;
    programs_lock();
    const struct program *p = programs_at(index);
    if (p != NULL) {
        record.handle = p->handle;
        record.parent = (int64_t)p->parent;
        record.badge = (int64_t)p->badge;
        record.thread = (int64_t)p->thread;
        record.flags = p->flags;
        record.ended = p->end != 0;
        memcpy(record.path, p->path, sizeof record.path);
    }
    programs_unlock();
    if (p == NULL)
        return -PE_NOENT;
    memcpy(program, &record, sizeof record);
    return 0;
}

long loader_reason(char *text, size_t size)
{
    postern_lock(&loading);
    long len = -PE_NOENT;
    if (last_reason.text != NULL && last_reason.badge == postern_badge()) {
        size_t full = strlen(last_reason.text);
        len = (long)(full < size ? full : size);
        memcpy(text, last_reason.text, (size_t)len);
    }
    postern_unlock(&loading);
    return len;
}

long loader_inspect(unsigned what, unsigned index, void *record, size_t size)
{
    if (!may_inspect(postern_badge()))
        return -PE_PERM;
    return postern_info(what, index, record, size);
}
