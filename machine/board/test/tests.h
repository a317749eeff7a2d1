/* Groups of test-board. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int run_image(void);
int run_fdt(void);
int run_machine(void);
int run_watch(void);
int run_cuts(void);
int run_hostile(void);
