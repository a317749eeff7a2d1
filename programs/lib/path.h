/* Paths: the working directory is the program's own affair; services take absolute paths only. */
#ifndef PROGRAMS_LIB_PATH_H
#define PROGRAMS_LIB_PATH_H

#include <stddef.h>

#define PATH_BYTES 1024 /* longest path, with its zero */

/* The working directory: absolute, without "." and "..", no '/' at its end but for "/". */
const char *path_directory(void);

/* Sets it, `path` relative to the present one; whether it exists is the caller's to check.
 * 0, or -1 where it is too long. */
int path_set_directory(const char *path);

/* Writes path as an absolute path without ".", ".." and double '/'. 0, or -1: too long. */
int path_absolute(const char *path, char out[PATH_BYTES]);

/* Writes directory + '/' + name. 0, or -1: too long. */
int path_join(const char *directory, const char *name, char out[PATH_BYTES]);

/* The part behind the last '/'. */
const char *path_name(const char *path);

#endif
