/* File descriptors: what open() and its kin hand out, over handles of the file system service.
 * 0, 1 and 2 are the console; 1 may be a file (start.h). */
#ifndef PROGRAMS_LIB_DESCRIPTORS_H
#define PROGRAMS_LIB_DESCRIPTORS_H

#include <stddef.h>
#include <stdint.h>

#define DESCRIPTORS_MAX 32

enum descriptor_kind { DESCRIPTOR_FREE, DESCRIPTOR_CONSOLE, DESCRIPTOR_FILE, DESCRIPTOR_NONE };

struct descriptor {
    enum descriptor_kind kind;
    int handle;      /* in fs */
    int append;      /* writes go to the end */
    uint64_t offset; /* of the next read or write, bytes */
};

/* The descriptor of an open fd; null (and errno EBADF) where it is not. */
struct descriptor *descriptor_of(int fd);

/* Opens an fs file (flags of fs.h) at the lowest free descriptor. fd, or -1 and errno. */
int descriptor_open(const char *path, int fs_flags, int mode);

/* Makes the open file `fd` descriptor `as`, whatever that was. 0, or -1 and errno. */
int descriptor_move(int fd, int as);

/* Makes `fd` the console again. */
void descriptor_console(int fd);

/* Makes `fd` something that has nothing to read and loses what is written. */
void descriptor_none(int fd);

/* What typed lines are read with; the default has an empty prompt. At the end of input 0 bytes. */
long console_line_read(char *buf, size_t len);

#endif
