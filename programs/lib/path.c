#include "path.h"

#include <string.h>

static char directory[PATH_BYTES] = "/";

const char *path_directory(void)
{
    return directory;
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* Takes one component off out[0..len); answers the new length. "/" stays. */
static size_t parent(const char *out, size_t len)
{
    while (len > 1 && out[len - 1] != '/')
        len--;
    return len > 1 ? len - 1 : len;
}

/* Appends the components of path to the absolute path out[0..len); answers its length, 0: too long. */
static size_t append(char out[PATH_BYTES], size_t len, const char *path)
{
    while (*path != '\0') {
        size_t n = strcspn(path, "/");
        if (n == 2 && memcmp(path, "..", 2) == 0) {
            len = parent(out, len);
        } else if (n > 0 && !(n == 1 && *path == '.')) {
            if (len + 1 + n >= PATH_BYTES)
                return 0;
            if (len > 1)
                out[len++] = '/';
            memcpy(out + len, path, n);
            len += n;
        }
        path += n + (path[n] == '/');
    }
    return len;
}

int path_join(const char *base, const char *name, char out[PATH_BYTES])
{
    char joined[PATH_BYTES] = "/";
    size_t len = append(joined, 1, base);

    if (len != 0)
        len = append(joined, len, name);
    if (len == 0)
        return -1;
    memcpy(out, joined, len);
    out[len] = '\0';
    return 0;
}

int path_absolute(const char *path, char out[PATH_BYTES])
{
    return path_join(*path == '/' ? "/" : directory, path, out);
}

int path_set_directory(const char *path)
{
    return path_absolute(path, directory);
}
