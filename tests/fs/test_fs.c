/* All operations of the fs service, on every flavour of image. */
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "image.h"

void on_every_flavour(unsigned kilobytes, int sample, void (*test)(const char *image))
{
    for (int i = 0; i < flavour_count; i++) {
        const char *image = image_make(&flavours[i], kilobytes, sample);
        print_message("  %s\n", flavours[i].name);
        caller_badge = 0;
        test(image);
        caller_badge = 0;
        assert_int_equal(fs_unmount(), 0);
        assert_true(image_is_clean(image));
    }
}

/* A failed assertion leaves the service in the middle of things; the next case starts anew. */
static int start_afresh(void **state)
{
    (void)state;
    service_reset();
    return 0;
}

int main(void)
{
    static struct CMUnitTest all[64];
    size_t count = 0;

    for (size_t i = 0; i < file_test_count; i++)
        all[count++] = file_tests[i];
    for (size_t i = 0; i < name_test_count; i++)
        all[count++] = name_tests[i];
    for (size_t i = 0; i < image_test_count; i++)
        all[count++] = image_tests[i];
    for (size_t i = 0; i < count; i++)
        all[i].setup_func = start_afresh;
    return _cmocka_run_group_tests("fs", all, count, NULL, NULL);
}
