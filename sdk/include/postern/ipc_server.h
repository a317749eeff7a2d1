/* The receive loop of an `ipc` server, between start object, runtime and generated stub. */
#pragma once
#include <stdint.h>

/* Set by the loop before each call; read by postern_badge. */
extern uint64_t xs_ipc_badge;

/* The generated loop; `_Noreturn`. */
_Noreturn void xs_ipc_serve(void);
