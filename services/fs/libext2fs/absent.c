/* What e2fsprogs' journal code names of other libraries, and this service has no use for. */
#include <stddef.h>

#include <debugfs/journal.h>

#include "blkid/blkid.h"
#include "uuid/uuid.h"

int recovery_says(const char *format, ...);

/* Recovery's messages are about damage: what they mean arrives as results, too. */
int recovery_says(const char *format, ...)
{
    (void)format;
    return 0;
}

/* Journals on other devices are refused before (super.c). */
io_manager unix_io_manager;

int blkid_get_cache(blkid_cache *cache, const char *name)
{
    (void)name;
    *cache = NULL;
    return -1;
}

void blkid_put_cache(blkid_cache cache)
{
    (void)cache;
}

char *blkid_get_devname(blkid_cache cache, const char *token, const char *value)
{
    (void)cache, (void)token, (void)value;
    return NULL;
}

char *blkid_devno_to_devname(unsigned device)
{
    (void)device;
    return NULL;
}

int ext2fs_journal_sb_start(int block_size)
{
    return block_size == EXT2_MIN_BLOCK_SIZE ? 2 : 1;
}

void uuid_unparse(const unsigned char *uuid, char *out)
{
    (void)uuid;
    *out = 0;
}

int uuid_is_null(const unsigned char *uuid)
{
    for (int i = 0; i < UUID_SIZE; i++)
        if (uuid[i] != 0)
            return 0;
    return 1;
}
