/* Disk images for the tests, made and checked by the host's own e2fsprogs. */
#ifndef TESTS_FS_IMAGE_H
#define TESTS_FS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

struct flavour {
    const char *name;
    const char *options; /* of mke2fs */
};
extern const struct flavour flavours[];
extern const int flavour_count;

/* A folder for one test program's files, removed at exit; images lie in it. */
const char *scratch(void);

/* Makes an image of `kilobytes` with the sample tree (see image.c) or empty, attaches it, answers its path
 * (static memory). */
const char *image_make(const struct flavour *flavour, unsigned kilobytes, bool sample);

/* The image as it was when image_make made it, attached again. */
void image_restore(const char *path);

/* Is `e2fsck -fn` content? What it says is printed when not. */
bool image_is_clean(const char *path);

/* The content of a file in the image as debugfs sees it; null when it is not there. To be freed. */
char *image_dump(const char *path, const char *file, size_t *size);

/* Runs a command through the shell with the system's folders in PATH; answers its exit status. */
int run(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Byte i of the sample tree's /big.bin (300,001 bytes). */
unsigned char sample_byte(size_t i);
#define SAMPLE_BIG 300001

#endif
