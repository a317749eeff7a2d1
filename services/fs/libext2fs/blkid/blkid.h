/* What debugfs/journal.c wants of libblkid: it looks for journals on other devices, which are refused before
 * (super.c), so that the functions are never called; recover.c answers them. */
#ifndef EXT2FS_BLKID_H
#define EXT2FS_BLKID_H

typedef void *blkid_cache;

int blkid_get_cache(blkid_cache *cache, const char *name);
void blkid_put_cache(blkid_cache cache);
char *blkid_get_devname(blkid_cache cache, const char *token, const char *value);
char *blkid_devno_to_devname(unsigned device);

#endif
