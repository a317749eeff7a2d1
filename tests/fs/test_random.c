/* Random operations against a model: the service answers what the model says, step by step, and in the end
 * the host finds a clean image with the same files in it.
 *
 * usage: test-fs-random [SEED [STEPS]]      steps over all flavours together */
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"
#include "model.h"

#include "postern/error.h"

#define OPENS 12

static uint64_t seed = 20261122;
static int steps = 10500;

static struct {
    int handle, item;
} opens[OPENS];

static uint64_t random_state;

static uint32_t pick(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % below;
}

static const char *pick_name(void)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    return names[pick(10)];
}

static int pick_dir(void)
{
    for (;;) {
        const int i = (int)pick(MODEL_ITEMS);
        if (items[i].used && !items[i].unlinked && items[i].is_dir)
            return i;
    }
}

/* Sizes and offsets that like blocks' borders. */
static size_t pick_size(void)
{
    const size_t size = pick(3) == 0 ? pick(MODEL_FILE_MAX / 2) : (size_t)pick(18) * 4096;
    return pick(3) == 0 ? size + pick(3) : size;
}

static void do_open(void)
{
    const int slot = (int)pick(OPENS), dir = pick_dir();
    const char *name = pick_name();
    char path[256];
    int item = model_child(dir, name);
    const int flags = FS_READ | FS_WRITE | (pick(2) ? FS_CREATE : 0) | (pick(8) == 0 ? FS_TRUNC : 0);

    if (opens[slot].handle > 0) {
        assert_int_equal(fs_close(opens[slot].handle), 0);
        model_closed(opens[slot].item);
        opens[slot].handle = 0;
        return;
    }
    model_path(path, sizeof(path), dir, name);
    const int handle = fs_open(path, flags, 0644);
    if (item >= 0 && items[item].is_dir) {
        assert_int_equal(handle, -PE_ISDIR);
        return;
    }
    if (item < 0 && !(flags & FS_CREATE)) {
        assert_int_equal(handle, -PE_NOENT);
        return;
    }
    assert_true(handle > 0);
    if (item < 0)
        item = model_add(dir, name, false);
    assert_true(item > 0);
    if (flags & FS_TRUNC)
        model_truncate(item, 0);
    items[item].opens++;
    opens[slot].handle = handle;
    opens[slot].item = item;
}

static int pick_open(void)
{
    const int slot = (int)pick(OPENS);
    return opens[slot].handle > 0 ? slot : -1;
}

static void do_write(void)
{
    static _Alignas(8) uint8_t data[MODEL_FILE_MAX + 8];
    const int slot = pick_open();
    const size_t shift = pick(4) == 0 ? 1 : 0, offset = pick_size();
    size_t len = pick_size();

    if (slot < 0)
        return;
    for (size_t i = 0; i < len; i += 1 + pick(9))
        data[shift + i] = (uint8_t)pick(256);
    assert_int_equal(fs_write(opens[slot].handle, data + shift, len, offset), len);
    if (len > 0)
        model_write(opens[slot].item, data + shift, len, offset);
}

static void do_read(void)
{
    static _Alignas(8) uint8_t data[MODEL_FILE_MAX + 8];
    const int slot = pick_open();
    const size_t shift = pick(4) == 0 ? 3 : 0, offset = pick_size(), len = pick_size();

    if (slot < 0)
        return;
    const struct item *item = &items[opens[slot].item];
    const size_t want = offset >= item->size ? 0 : len < item->size - offset ? len : item->size - offset;
    assert_int_equal(fs_read(opens[slot].handle, data + shift, len, offset), want);
    assert_memory_equal(data + shift, item->data + offset, want);
}

static void do_truncate(void)
{
    const int slot = pick_open();
    const size_t size = pick_size();

    if (slot < 0)
        return;
    assert_int_equal(fs_truncate(opens[slot].handle, size), 0);
    model_truncate(opens[slot].item, size);
}

static void do_mkdir(void)
{
    const int dir = pick_dir();
    const char *name = pick_name();
    char path[256];

    model_path(path, sizeof(path), dir, name);
    if (strlen(path) > 10)
        return;
    if (model_child(dir, name) >= 0) {
        assert_int_equal(fs_mkdir(path, 0755), -PE_EXIST);
        return;
    }
    assert_int_equal(fs_mkdir(path, 0755), 0);
    assert_true(model_add(dir, name, true) > 0);
}

static void do_remove(void)
{
    const int dir = pick_dir();
    const char *name = pick_name();
    const int item = model_child(dir, name);
    char path[256];

    model_path(path, sizeof(path), dir, name);
    if (item < 0) {
        assert_int_equal(pick(2) ? fs_unlink(path) : fs_rmdir(path), -PE_NOENT);
    } else if (!items[item].is_dir) {
        assert_int_equal(fs_rmdir(path), -PE_NOTDIR);
        assert_int_equal(fs_unlink(path), 0);
        model_remove(item);
    } else {
        assert_int_equal(fs_unlink(path), -PE_ISDIR);
        assert_int_equal(fs_rmdir(path), model_is_empty(item) ? 0 : -PE_NOTEMPTY);
        if (model_is_empty(item))
            model_remove(item);
    }
}

static int expected_rename(int from, int to_dir, int to)
{
    if (from < 0)
        return -PE_NOENT;
    if (from == to)
        return 0;
    if (items[from].is_dir && model_lies_within(to_dir, from))
        return -PE_INVAL;
    if (to < 0)
        return 0;
    if (items[from].is_dir != items[to].is_dir)
        return items[to].is_dir ? -PE_ISDIR : -PE_NOTDIR;
    return items[to].is_dir && !model_is_empty(to) ? -PE_NOTEMPTY : 0;
}

static void do_rename(void)
{
    const int from_dir = pick_dir(), to_dir = pick_dir();
    const char *from_name = pick_name(), *to_name = pick_name();
    const int from = model_child(from_dir, from_name), to = model_child(to_dir, to_name);
    const int expected = expected_rename(from, to_dir, to);
    char from_path[256], to_path[256];

    model_path(from_path, sizeof(from_path), from_dir, from_name);
    model_path(to_path, sizeof(to_path), to_dir, to_name);
    assert_int_equal(fs_rename(from_path, to_path), expected);
    if (expected < 0 || from == to)
        return;
    if (to >= 0)
        model_remove(to);
    items[from].parent = to_dir;
    snprintf(items[from].name, sizeof(items[from].name), "%s", to_name);
}

static void do_sync(void)
{
    if (pick(4) != 0)
        return;
    assert_int_equal(fs_sync(), 0);
    if (pick(8) != 0)
        return;
    for (int i = 0; i < OPENS; i++) {
        if (opens[i].handle > 0)
            model_closed(opens[i].item);
        opens[i].handle = 0;
    }
    assert_int_equal(fs_unmount(), 0);
}

/* Every file of the model, by the service and (the first few) by debugfs. */
static void compare_all(const char *image)
{
    static _Alignas(8) uint8_t data[MODEL_FILE_MAX];
    char path[256];
    int dumped = 0;

    for (int i = 1; i < MODEL_ITEMS; i++) {
        struct fs_stat stat;
        if (!items[i].used || items[i].unlinked)
            continue;
        model_path(path, sizeof(path), i, NULL);
        assert_int_equal(fs_stat(path, &stat), 0);
        assert_int_equal(stat.kind, items[i].is_dir ? FS_KIND_DIR : FS_KIND_FILE);
        if (items[i].is_dir)
            continue;
        assert_int_equal(stat.size, items[i].size);
        const int handle = fs_open(path, FS_READ, 0);
        assert_int_equal(fs_read(handle, data, sizeof(data), 0), items[i].size);
        assert_memory_equal(data, items[i].data, items[i].size);
        assert_int_equal(fs_close(handle), 0);
        if (dumped++ < 10) {
            size_t size = 0;
            char *dump = image_dump(image, path, &size);
            assert_non_null(dump);
            assert_int_equal(size, items[i].size);
            assert_memory_equal(dump, items[i].data, size);
            free(dump);
        }
    }
}

static void random_operations(void **state)
{
    static void (*const operations[])(void) = {do_open, do_open,  do_open,   do_write,  do_write,    do_write, do_read,
                                               do_read, do_mkdir, do_remove, do_rename, do_truncate, do_sync};
    const struct flavour *flavour = *state;
    const char *image = image_make(flavour, 65536, false);

    random_state = seed + (uint64_t)(flavour - flavours);
    print_message("  seed %llu, %s\n", (unsigned long long)seed, flavour->name);
    model_reset();
    memset(opens, 0, sizeof(opens));
    service_reset();
    for (int i = 0; i < steps / flavour_count; i++)
        operations[pick(sizeof(operations) / sizeof(operations[0]))]();
    for (int i = 0; i < OPENS; i++)
        if (opens[i].handle > 0) {
            assert_int_equal(fs_close(opens[i].handle), 0);
            model_closed(opens[i].item);
        }
    assert_int_equal(fs_unmount(), 0);
    assert_true(image_is_clean(image));
    compare_all(image);
    assert_int_equal(fs_unmount(), 0);
    model_reset();
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[16];

    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0);
    if (argc > 2)
        steps = atoi(argv[2]);
    for (int i = 0; i < flavour_count; i++)
        tests[i] = (struct CMUnitTest){.name = flavours[i].name,
                                       .test_func = random_operations,
                                       .initial_state = (void *)&flavours[i]};
    return _cmocka_run_group_tests("fs-random", tests, (size_t)flavour_count, NULL, NULL);
}
