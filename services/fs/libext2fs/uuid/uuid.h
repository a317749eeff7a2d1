/* What debugfs/journal.c wants of libuuid. */
#ifndef EXT2FS_UUID_H
#define EXT2FS_UUID_H

int uuid_is_null(const unsigned char *uuid);
void uuid_unparse(const unsigned char *uuid, char *out);

#endif
