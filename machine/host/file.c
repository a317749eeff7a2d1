#include "host/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIZE_MAX_MIB = 1024 }; /* a device or a pipe may never end */

/* Doubles the room. NULL: no memory; the old block is gone. */
static uint8_t *grow(uint8_t *bytes, size_t *room)
{
    *room = *room ? *room * 2 : 65536;
    uint8_t *more = realloc(bytes, *room);
    if (!more)
        free(bytes);
    return more;
}

static bool read_stream(FILE *f, const char *path, struct machine_image *image, struct failure *why)
{
    uint8_t *bytes = NULL;
    size_t size = 0, room = 0, n;
    do {
        if (size == room && !(bytes = grow(bytes, &room)))
            return refuse(why, "%s: no memory for the file", path);
        n = fread(bytes + size, 1, room - size, f);
        size += n;
    } while (n && size >> 20 < SIZE_MAX_MIB);
    if (n) {
        free(bytes);
        return refuse(why, "%s: larger than %d MiB", path, SIZE_MAX_MIB);
    }
    if (ferror(f)) {
        free(bytes);
        return refuse(why, "%s: cannot be read: %s", path, strerror(errno));
    }
    *image = (struct machine_image){path, bytes, size};
    return true;
}

bool file_read(const char *path, struct machine_image *image, struct failure *why)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return refuse(why, "%s: %s", path, strerror(errno));
    bool ok = read_stream(f, path, image, why);
    fclose(f);
    return ok;
}

void file_drop(struct machine_image *image)
{
    free((void *)(uintptr_t)image->bytes);
    image->bytes = NULL;
}

bool file_writable(const char *option, const char *path, struct failure *why)
{
    struct stat target, name;
    bool found = stat(path, &target) == 0, named = lstat(path, &name) == 0;
    if (found && !S_ISREG(target.st_mode) && !S_ISDIR(target.st_mode))
        return true; /* a pipe without a reader would hold us here */
    int f = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (f < 0)
        return refuse(why, "%s: %s: cannot be written: %s", option, path, strerror(errno));
    close(f);
    if (!named)
        unlink(path);
    return true;
}
