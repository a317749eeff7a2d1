/* Damaged images: whatever the bytes say, every operation ends with a result or an error. Runs in the
 * sanitised build too, where a stray access ends the program.
 *
 * usage: test-fs-malformed [SEED [ROUNDS]] */
#include "tests.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"

static uint64_t seed = 7, random_state;
static int rounds = 150;

static uint32_t pick(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % below;
}

static _Alignas(8) char buffer[70000];

static void try_reading(const char *path)
{
    const int handle = fs_open(path, FS_READ, 0);
    struct fs_stat stat;

    fs_stat(path, &stat);
    if (handle <= 0)
        return;
    fs_read(handle, buffer, sizeof(buffer), 0);
    fs_read(handle, buffer + 1, 5000, 250000);
    uint64_t cookie = 0;
    for (int i = 0; i < 100 && fs_readdir(handle, cookie, buffer, 4096) > 0; i++)
        cookie = ((struct fs_dirent *)buffer)->next;
    fs_close(handle);
}

static void try_writing(const char *path)
{
    const int handle = fs_open(path, FS_READ | FS_WRITE | FS_CREATE, 0644);

    if (handle <= 0)
        return;
    fs_write(handle, buffer, sizeof(buffer), 1000);
    fs_write(handle, buffer, 5000, 900000);
    fs_truncate(handle, 3000);
    fs_fsync(handle);
    fs_close(handle);
}

static void try_everything(void)
{
    static const char *const paths[] = {
        "/hello.txt", "/big.bin",      "/sparse.bin", "/docs", "/docs/deep/note.txt", "/many", "/many/150",
        "/link",      "/abs/note.txt", "/long",       "/"};
    struct fs_statfs statfs;

    fs_statfs(&statfs);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        try_reading(paths[i]);
    try_writing("/big.bin");
    try_writing("/new");
    try_writing("/many/new");
    fs_mkdir("/docs/dir", 0755);
    fs_rename("/docs/deep", "/empty");
    fs_rename("/hello.txt", "/many/150");
    fs_unlink("/sparse.bin");
    fs_unlink("/long");
    fs_rmdir("/many");
    fs_rmdir("/empty");
    fs_sync();
    fs_unmount();
    service_reset();
}

/* The image as made, to start every round from. */
static unsigned char *pristine;
static size_t pristine_size;

static void keep(const char *image)
{
    struct stat stat_;
    const int file = open(image, O_RDONLY);

    fstat(file, &stat_);
    pristine_size = (size_t)stat_.st_size;
    free(pristine);
    pristine = malloc(pristine_size);
    assert_int_equal(read(file, pristine, pristine_size), pristine_size);
    close(file);
}

static void restore(const char *image, size_t size)
{
    disk_attach(NULL);
    const int file = open(image, O_WRONLY | O_TRUNC);
    assert_int_equal(write(file, pristine, size), size);
    close(file);
    disk_attach(image);
}

/* Flips bytes where the structures lie: superblock, descriptors, bitmaps, inodes, directories. */
static void damage(const char *image)
{
    const int file = open(image, O_RDWR), count = 1 + (int)pick(20), near_front = (int)pick(3);

    for (int i = 0; i < count; i++) {
        const uint32_t reach = near_front == 0 ? 1024 : near_front == 1 ? 16384 : 1500 * 1024;
        const off_t at = 1024 + (off_t)pick(reach);
        unsigned char byte = pristine[at];
        switch (pick(3)) {
        case 0: byte ^= (unsigned char)(1u << pick(8)); break;
        case 1: byte = (unsigned char)pick(256); break;
        default: byte = pick(2) ? 0xff : 0; break;
        }
        assert_int_equal(pwrite(file, &byte, 1, at), 1);
    }
    close(file);
}

static const char *make(void **state)
{
    const struct flavour *flavour = *state;
    const char *image = image_make(flavour, 4096, true);

    random_state = seed + (uint64_t)(flavour - flavours);
    service_reset();
    keep(image);
    return image;
}

static void flipped_bytes(void **state)
{
    const char *image = make(state);

    for (int i = 0; i < rounds; i++) {
        restore(image, pristine_size);
        damage(image);
        try_everything();
    }
}

static void cut_off_images(void **state)
{
    const char *image = make(state);

    for (int i = 0; i < 20; i++) {
        restore(image, pick((uint32_t)pristine_size / 512) * 512u);
        try_everything();
    }
}

/* Checksums would catch most flips: the flavours without them reach deeper. */
int main(int argc, char **argv)
{
    static struct CMUnitTest tests[32];
    size_t count = 0;

    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0);
    if (argc > 2)
        rounds = atoi(argv[2]);
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < flavour_count; i++) {
        tests[count++] = (struct CMUnitTest){.name = flavours[i].name,
                                             .test_func = flipped_bytes,
                                             .initial_state = (void *)&flavours[i]};
        if (i == 0 || i == 4)
            tests[count++] = (struct CMUnitTest){.name = "cut off",
                                                 .test_func = cut_off_images,
                                                 .initial_state = (void *)&flavours[i]};
    }
    return _cmocka_run_group_tests("fs-malformed", tests, count, NULL, NULL);
}
