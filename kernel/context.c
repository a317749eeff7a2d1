/* The offsets that assembler uses are those of the structs. */
#include <stddef.h>

#include "context.h"
#include "ipc.h"
#include "sched.h"
#include "thread.h"

#define AT(type, member, offset) _Static_assert(offsetof(struct type, member) == (offset), #member)

AT(context, pc, CTX_PC);
AT(context, x, CTX_X(1));
AT(context, v, CTX_V);
AT(context, w, CTX_W);
AT(context, g, CTX_G);
AT(context, lw, CTX_LW);
AT(context, serial, CTX_SERIAL);
AT(context, lsp, CTX_LSP);
AT(context, s1, CTX_S1);
AT(context, s2limit, CTX_S2LIM);
AT(context, fpe, CTX_FPE);
AT(context, s2, CTX_S2);
AT(context, lslim, CTX_LSLIM);
AT(context, tid, CTX_TID);
AT(context, live, CTX_LIVE);
AT(context, dl, CTX_DL);
AT(context, reg, CTX_REG);
AT(context, f, CTX_F);
AT(context, fcsr, CTX_FCSR);
_Static_assert(sizeof(struct context) == CTX_SIZE, "context");

AT(hart, current, HART_CURRENT);
AT(hart, loaded, HART_LOADED);
AT(hart, saved_t0, HART_T0);
AT(hart, stack, HART_SP);
AT(hart, id, HART_ID);
AT(hart, ready.bits, HART_READY);
AT(hart, slice_end, HART_SLICE);
_Static_assert(sizeof(struct hart) == HART_SIZE, "hart");

AT(thread, state, THREAD_STATE);
AT(thread, priority, THREAD_PRIORITY);
AT(thread, bound, THREAD_BOUND);
AT(thread, client, THREAD_CLIENT);
AT(thread, server, THREAD_SERVER);
AT(thread, endpoint, THREAD_ENDPOINT);
AT(thread, queue, THREAD_QUEUE);
AT(thread, next, THREAD_NEXT);
AT(thread, bottom, THREAD_BOTTOM);
AT(thread, home_vst, THREAD_HOME_VST);
AT(thread, home_count, THREAD_HOME_COUNT);
AT(thread, home_s1, THREAD_HOME_S1);
