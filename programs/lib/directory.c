#include "directory.h"

int directory_open(struct directory *d, const char *path)
{
    int handle = fs_open(path, FS_READ, 0);

    *d = (struct directory){.handle = handle};
    return handle < 0 ? handle : 0;
}

const struct fs_dirent *directory_next(struct directory *d, int *error)
{
    *error = 0;
    if (d->at == d->filled) {
        long got = fs_readdir(d->handle, d->cookie, d->entries, sizeof d->entries);
        if (got <= 0) {
            *error = (int)got;
            return NULL;
        }
        d->filled = (size_t)got;
        d->at = 0;
    }
    const struct fs_dirent *entry = (const struct fs_dirent *)((const char *)d->entries + d->at);
    d->at += entry->length;
    d->cookie = entry->next;
    return entry;
}

void directory_close(struct directory *d)
{
    fs_close(d->handle);
}
