#ifndef SERVICES_FS_RENAME_H
#define SERVICES_FS_RENAME_H

/* As fs_rename says. */
int rename_path(const char *from, const char *to);

#endif
