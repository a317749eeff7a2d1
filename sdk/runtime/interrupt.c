#include "postern/interrupt.h"

#include "postern/error.h"

long postern_irq_keep(uint64_t source, uint64_t period)
{
    for (;;) {
        long why = postern_irq_wait(source);
        if (why != -PE_TIMEOUT && why != -PE_CALLEE && why != -PE_REFUSED)
            return why;
        postern_sleep(period);
    }
}
