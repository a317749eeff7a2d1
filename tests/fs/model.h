/* A file tree in memory: what the file system should hold. */
#ifndef TESTS_FS_MODEL_H
#define TESTS_FS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_ITEMS    200
#define MODEL_FILE_MAX 150000

struct item {
    bool used, is_dir, unlinked;
    int parent; /* index; the root, item 0, is its own */
    char name[4];
    uint8_t *data;
    size_t size;
    int opens;
};
extern struct item items[MODEL_ITEMS];

void model_reset(void);

/* Index of the child, or -1. */
int model_child(int dir, const char *name);

/* A new item, or -1 when the model is full. */
int model_add(int dir, const char *name, bool is_dir);

/* Takes the name away; the item goes when nobody has it open. */
void model_remove(int item);
void model_closed(int item);

bool model_is_empty(int dir);
bool model_lies_within(int dir, int ancestor);

/* "/a/b"; `name` (or null) is appended. */
void model_path(char *path, size_t room, int item, const char *name);

void model_write(int item, const uint8_t *data, size_t len, size_t offset);
void model_truncate(int item, size_t size);

#endif
