/* The cases of test-fs, by file. */
#ifndef TESTS_FS_TESTS_H
#define TESTS_FS_TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

extern const struct CMUnitTest file_tests[], name_tests[], image_tests[];
extern const size_t file_test_count, name_test_count, image_test_count;

/* Runs `test` on a fresh image of every flavour; afterwards unmounts and has the host check the image. */
void on_every_flavour(unsigned kilobytes, int sample, void (*test)(const char *image));

#endif
