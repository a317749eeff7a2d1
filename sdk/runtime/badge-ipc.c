#include "postern/service.h"
#include "postern/ipc_server.h"

uint64_t xs_ipc_badge; /* of the message being served */

uint64_t postern_badge(void)
{
    return xs_ipc_badge;
}
