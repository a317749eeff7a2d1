/* Fuzzing of the ELF reader: whatever the bytes, it answers, and what it accepts is sound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <postern/error.h>

#include "loader/test_elf.h"

#define ROUNDS 300000

static unsigned seed_random(void)
{
    const char *given = getenv("SEED");
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 0) : (unsigned)time(NULL);

    print_message("SEED=%u\n", seed);
    srand(seed);
    return seed;
}

static uint64_t interesting(void)
{
    static const uint64_t values[] = {0,
                                      1,
                                      2,
                                      0x1000,
                                      0xfff,
                                      UINT64_MAX,
                                      INT64_MAX,
                                      1ull << 60,
                                      (1ull << 60) + 0x1000,
                                      ELF_IMAGE_MAX,
                                      0x7fffffff,
                                      0xffffffff,
                                      0x8000,
                                      UINT64_MAX - 8};
    return values[(size_t)rand() % (sizeof values / sizeof values[0])] + (uint64_t)(rand() % 3);
}

/* Headers and names are what the reader looks at; the rest of the file is contents. */
static void mutate(struct good_file *f)
{
    static const size_t sizes[] = {1, 2, 4, 8};

    for (int n = 1 + rand() % 4; n > 0; n--) {
        size_t size = sizes[rand() % 4];
        size_t slots = offsetof(struct good_file, code) / size;
        uint64_t value = rand() % 4 ? interesting() : (uint64_t)rand();
        memcpy((char *)f + (size_t)rand() % slots * size, &value, size);
    }
}

void mutated_files_never_give_an_unsound_plan(void **state)
{
    (void)state;
    unsigned accepted = 0;

    seed_random();
    for (int i = 0; i < ROUNDS; i++) {
        struct good_file f;
        struct elf_image image;
        good_file(&f);
        mutate(&f);
        size_t size = rand() % 8 ? sizeof f : (size_t)rand() % sizeof f;
        int error = check_memory(&f, size, &image);
        assert_true(error == 0 || (error == -PE_NOEXEC && image.reason != NULL));
        if (error == 0) {
            assert_sound(&image, size);
            accepted++;
        }
    }
    print_message("%u of %d accepted\n", accepted, ROUNDS);
    assert_true(accepted > 0 && accepted < ROUNDS);
}

void random_bytes_are_refused(void **state)
{
    (void)state;
    unsigned char bytes[512];
    struct elf_image image;

    for (int i = 0; i < 20000; i++) {
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (unsigned char)rand();
        assert_int_equal(check_memory(bytes, sizeof bytes, &image), -PE_NOEXEC);
    }
}
