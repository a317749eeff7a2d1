/* libext2fs's error codes as ours. */
#ifndef SERVICES_FS_ERROR_H
#define SERVICES_FS_ERROR_H

#include <stdbool.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#include "postern/error.h"

/* 0 or -PE_*. Damage met in a structure also taints the session: the image is not marked clean again. */
int fs_error(errcode_t code);

void com_err(const char *who, errcode_t code, const char *format, ...);

#endif
