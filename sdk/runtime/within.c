#include "postern/within.h"

_Thread_local uint64_t postern_call_times;
