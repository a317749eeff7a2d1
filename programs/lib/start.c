#include "start.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "descriptors.h"
#include "fs/fs.h"
#include "path.h"

int start_program(int argc, char **argv)
{
    if (argc == 0)
        return 0;

    const char *directory = argv[argc - 1] + strlen(argv[argc - 1]) + 1;
    const char *output = directory + strlen(directory) + 1;
    const char *input = output + strlen(output) + 1;
    path_set_directory(directory);
    if (*input != '\0')
        descriptor_none(0);
    if (*output == '\0')
        return 0;
    int fd = descriptor_open(output, FS_WRITE | FS_APPEND, 0);
    if (fd >= 0)
        return descriptor_move(fd, 1);
    fprintf(stderr, "%s: %s: %s\n", argv[0], output, strerror(errno));
    return -1;
}

static size_t append(char *block, size_t size, size_t at, const char *text)
{
    size_t len = strlen(text) + 1;

    if (at == 0 || len > size - at + 1)
        return 0;
    memcpy(block + at - 1, text, len);
    return at + len;
}

/* `at` runs one ahead, so that 0 can stand for "does not fit". */
size_t start_block(char *block, size_t size, int argc, char *const argv[], const char *output, const char *input)
{
    size_t at = 1;

    for (int i = 0; i < argc; i++)
        at = append(block, size, at, argv[i]);
    at = append(block, size, at, path_directory());
    at = append(block, size, at, output);
    at = append(block, size, at, input);
    return at == 0 ? 0 : at - 1;
}
