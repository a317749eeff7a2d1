#include "postern/ipc_server.h"
#include "start.h"

_Noreturn void postern_start_server(uint64_t arg)
{
    (void)arg;
    start_init();
    xs_ipc_serve();
}
