/* One program with one thread that runs: where most tests of the kernel begin. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct program;
struct thread;

enum { OWN = 0xffff, THREAD_TABLE = 0xfffe };
extern struct program *app;
extern struct thread *main_thread;

void start_app(void); /* a fresh world; main_thread of app, priority 10, is the current thread */
void put_user(uint64_t at, const void *from, size_t n);
/* A sealed child of app with one gate; *index: where app's table names it, with manage. */
struct program *make_child(const char *name, uint64_t *index);
