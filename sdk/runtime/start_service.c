#include <stdlib.h>

#include "postern/syscall.h"
#include "start.h"

/* A service may have work of its own: a main function that does not return, or returns 0 when done. */
__attribute__((weak)) int main(int argc, char **argv);

_Noreturn void postern_start_service(uint64_t arg)
{
    (void)arg;
    static const volatile uint32_t never;
    char *none[1] = {NULL};
    start_init();
    int status = main ? main(0, none) : 0;
    if (status)
        exit(status);
    /* The program would end with its last thread, and its gates with it. */
    for (;;)
        postern_wait(&never, 0, 0);
}
