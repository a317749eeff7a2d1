/* Surroundings of the allocator on the host: a fixed arena, a limit, and what it complained about. */
#pragma once
#include <setjmp.h>
#include <stddef.h>

extern size_t heap_host_left; /* bytes that heap_port_more may still give */
extern int heap_host_locked;  /* depth; must be 0 outside */
extern int heap_host_gap;     /* 1: the next piece does not follow the last */
extern const void *heap_host_bad;
extern jmp_buf heap_host_stop; /* heap_port_bad goes here */
