#include "thread.h"

#include <string.h>

/* From the linker script; sizes are the symbols' addresses. */
extern const char __tls_image[], __tls_image_size[], __tls_size[];

size_t thread_block_size(void)
{
    return (size_t)__tls_size;
}

void thread_fill_block(char *block)
{
    memcpy(block, __tls_image, (size_t)__tls_image_size);
}
