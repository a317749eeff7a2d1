/* The device tree as libfdt reads it; tests/board compares it with QEMU's. */
#include "board/fdt.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests.h"

static void *build(const struct fdt_plan *plan)
{
    size_t size = 0;
    void *blob = fdt_build(plan, &size);
    assert_non_null(blob);
    assert_int_equal(fdt_check_full(blob, size), 0);
    return blob;
}

static uint32_t cell(const void *blob, const char *path, const char *property, int index)
{
    int size, node = fdt_path_offset(blob, path);
    assert_true(node >= 0);
    const fdt32_t *cells = fdt_getprop(blob, node, property, &size);
    assert_non_null(cells);
    assert_true(size >= 4 * (index + 1));
    return fdt32_to_cpu(cells[index]);
}

static void it_is_valid_for_every_number_of_harts(void **state)
{
    (void)state;
    for (unsigned harts = 1; harts <= 64; harts++) {
        struct fdt_plan plan = {harts, 128 << 20, "console=hvc0", 0x84200000, 0x84300000};
        void *blob = build(&plan);
        char path[64];
        snprintf(path, sizeof path, "/cpus/cpu@%x", harts - 1);
        assert_int_equal(cell(blob, path, "reg", 0), harts - 1);
        snprintf(path, sizeof path, "/cpus/cpu@%x", harts);
        assert_true(fdt_path_offset(blob, path) < 0);
        free(blob);
    }
}

static void phandles_name_one_node_each(void **state)
{
    struct fdt_plan plan = {3, 128 << 20, NULL, 0, 0};
    void *blob = build(&plan);
    (void)state;
    uint32_t seen = 0;
    for (int node = 0; node >= 0; node = fdt_next_node(blob, node, NULL)) {
        uint32_t phandle = fdt_get_phandle(blob, node);
        assert_false(phandle && seen >> phandle & 1);
        seen |= phandle ? 1u << phandle : 0;
    }
    assert_int_equal(seen, 0x1fe); /* 3 harts, their controllers, PLIC, finisher */
    uint32_t plic = cell(blob, "/soc/serial@10000000", "interrupt-parent", 0);
    assert_int_equal(fdt_node_check_compatible(blob, fdt_node_offset_by_phandle(blob, plic), "sifive,plic-1.0.0"), 0);
    uint32_t test = cell(blob, "/poweroff", "regmap", 0);
    assert_int_equal(fdt_node_check_compatible(blob, fdt_node_offset_by_phandle(blob, test), "syscon"), 0);
    free(blob);
}

static void a_long_command_line_fits(void **state)
{
    char line[5000];
    (void)state;
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = 0;
    struct fdt_plan plan = {1, 128 << 20, line, 0, 0};
    void *blob = build(&plan);
    assert_string_equal(fdt_getprop(blob, fdt_path_offset(blob, "/chosen"), "bootargs", NULL), line);
    free(blob);
}

static void memory_beyond_4_gib_is_told_in_two_cells(void **state)
{
    struct fdt_plan plan = {1, 0x123456789000, NULL, 0, 0};
    void *blob = build(&plan);
    (void)state;
    assert_int_equal(cell(blob, "/memory@80000000", "reg", 2), 0x1234);
    assert_int_equal(cell(blob, "/memory@80000000", "reg", 3), 0x56789000);
    free(blob);
}

int run_fdt(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_valid_for_every_number_of_harts),
        cmocka_unit_test(phandles_name_one_node_each),
        cmocka_unit_test(a_long_command_line_fits),
        cmocka_unit_test(memory_beyond_4_gib_is_told_in_two_cells),
    };
    return cmocka_run_group_tests_name("device tree", tests, NULL, NULL);
}
