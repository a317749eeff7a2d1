/* Offsets that assembler uses; each is checked against its struct in context.c. */
#pragma once

#define HART_T0      0 /* 0, so that sc.d (tp) needs no offset: switch.S */
#define HART_CURRENT 8
#define HART_LOADED  16
#define HART_SP      24
#define HART_SLICE   32
#define HART_ID      40
#define HART_READY   64
#define HART_SIZE    1152

#define THREAD_STATE      CTX_SIZE
#define THREAD_PRIORITY   (CTX_SIZE + 1)
#define THREAD_BOUND      (CTX_SIZE + 2)
#define THREAD_CLIENT     (CTX_SIZE + 8)
#define THREAD_SERVER     (CTX_SIZE + 16)
#define THREAD_ENDPOINT   (CTX_SIZE + 24)
#define THREAD_QUEUE      (CTX_SIZE + 32)
#define THREAD_NEXT       (CTX_SIZE + 40)
#define THREAD_BOTTOM     (CTX_SIZE + 56)
#define THREAD_HOME_VST   (CTX_SIZE + 64)
#define THREAD_HOME_COUNT (CTX_SIZE + 72)
#define THREAD_HOME_S1    (CTX_SIZE + 80)

#define ENDPOINT_KEY     0
#define ENDPOINT_SERVERS 8
#define ENDPOINT_CALLERS 24

#define STATE_RUNNING 0
#define STATE_SERVING 5
#define STATE_REPLY   6
