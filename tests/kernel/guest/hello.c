/* The smallest: it says so and powers off. */
#include "bare.h"

void start(void);
void start(void)
{
    put("hello from user mode\n");
    CALL(SYS_SHUTDOWN, 0);
}
