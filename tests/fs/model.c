#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item items[MODEL_ITEMS];

void model_reset(void)
{
    for (int i = 0; i < MODEL_ITEMS; i++)
        free(items[i].data);
    memset(items, 0, sizeof(items));
    items[0] = (struct item){.used = true, .is_dir = true};
}

int model_child(int dir, const char *name)
{
    for (int i = 1; i < MODEL_ITEMS; i++)
        if (items[i].used && !items[i].unlinked && items[i].parent == dir && strcmp(items[i].name, name) == 0)
            return i;
    return -1;
}

int model_add(int dir, const char *name, bool is_dir)
{
    for (int i = 1; i < MODEL_ITEMS; i++) {
        if (items[i].used)
            continue;
        items[i] = (struct item){.used = true, .is_dir = is_dir, .parent = dir};
        snprintf(items[i].name, sizeof(items[i].name), "%s", name);
        items[i].data = is_dir ? NULL : calloc(1, MODEL_FILE_MAX);
        return i;
    }
    return -1;
}

static void forget(int item)
{
    free(items[item].data);
    items[item] = (struct item){0};
}

void model_remove(int item)
{
    items[item].unlinked = true;
    if (items[item].opens == 0)
        forget(item);
}

void model_closed(int item)
{
    if (--items[item].opens == 0 && items[item].unlinked)
        forget(item);
}

bool model_is_empty(int dir)
{
    for (int i = 1; i < MODEL_ITEMS; i++)
        if (items[i].used && !items[i].unlinked && items[i].parent == dir)
            return false;
    return true;
}

bool model_lies_within(int dir, int ancestor)
{
    for (; dir != ancestor; dir = items[dir].parent)
        if (dir == 0)
            return false;
    return true;
}

static void append_path(char *path, size_t room, int item)
{
    if (item == 0)
        return;
    append_path(path, room, items[item].parent);
    strncat(path, "/", room - strlen(path) - 1);
    strncat(path, items[item].name, room - strlen(path) - 1);
}

void model_path(char *path, size_t room, int item, const char *name)
{
    path[0] = 0;
    append_path(path, room, item);
    if (name || item == 0)
        strncat(path, "/", room - strlen(path) - 1);
    if (name)
        strncat(path, name, room - strlen(path) - 1);
}

void model_write(int item, const uint8_t *data, size_t len, size_t offset)
{
    memcpy(items[item].data + offset, data, len);
    if (offset + len > items[item].size)
        items[item].size = offset + len;
}

void model_truncate(int item, size_t size)
{
    if (size < items[item].size)
        memset(items[item].data + size, 0, items[item].size - size);
    items[item].size = size;
}
