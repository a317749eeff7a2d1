#include "start.h"
#include "thread.h"

extern void __libc_init_array(void);
extern char __tls_main[];

void start_init(void)
{
    thread_fill_block(__tls_main);
    __libc_init_array();
}
