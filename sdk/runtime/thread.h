/* Thread-local blocks. RISC-V variant I: tp points to the block's first byte. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Fills a zeroed block of thread_block_size() bytes from the program's TLS image. Uses no TLS itself. */
void thread_fill_block(char *block);
size_t thread_block_size(void);

/* Asked by gate entries (enter_tls.S) when the calling thread has no block in this service yet. Answers tp,
 * or 0 when memory ran out. Runs without TLS. */
void *postern_tls_make(uint32_t tid);
