#include "postern/ipc_server.h"
#include "postern/service.h"
#include "start.h"

_Noreturn void postern_start_server(uint64_t arg)
{
    postern_boot_argument = arg;
    start_init();
    xs_ipc_serve();
}
