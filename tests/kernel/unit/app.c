#include "app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "abi/syscalls.h"
#include "host.h"
#include "hw.h"
#include "object.h"
#include "program.h"
#include "sched.h"
#include "thread.h"

struct program *app;
struct thread *main_thread;

void start_app(void)
{
    host_reset();
    app = host_program("app", 500);
    main_thread = host_thread(app, 10);
    assert_ptr_equal(host_run(), main_thread);
}

void put_user(uint64_t at, const void *from, size_t n)
{
    assert_int_equal(hw_copy_out(at, from, n), 0);
}

/* A program whose `manage` entry app holds; its index in app's table. */
struct program *make_child(const char *name, uint64_t *index)
{
    put_user(HOST_DATA, name, strlen(name) + 1);
    *index = (uint64_t)HOST_CALL(SYS_CODE_CREATE, HOST_DATA, strlen(name), 100 * 4096, 16);
    assert_true((int64_t)*index > 0);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, *index, 0x1000, 0, 4096, 5), 0);
    assert_int_equal(HOST_CALL(SYS_CODE_WRITE, *index, 0x2000, 0, 4096, 3), 0);
    struct xs_gate g = {0};
    xs_gate_set_entry(&g, 0x1000);
    xs_gate_set_valid(&g, 1);
    put_user(HOST_DATA, &g, sizeof g);
    assert_int_equal(HOST_CALL(SYS_CODE_SEAL, *index, HOST_DATA, 1), 0);
    return objects[xs_vste_selector(&app->vst[*index])].program;
}
