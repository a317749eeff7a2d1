/* Whole files in memory. */
#pragma once
#include "board/machine.h"

/* image->bytes is malloc'd, image->name is `path`. Pipes work; a directory, or more than 1 GiB, is an error. */
bool file_read(const char *path, struct machine_image *image, struct failure *why);
void file_drop(struct machine_image *image);
/* Whether `path`, the value of `option`, can be written. Changes nothing. */
bool file_writable(const char *option, const char *path, struct failure *why);
