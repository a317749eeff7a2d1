#include <stdio.h>

#include "greet.h"
#include "postern/error.h"
#include "postern/syscall.h"

int main(void)
{
    char text[48];
    long len = greet_make("world", text, sizeof text);
    if (len < 0)
        printf("greet: %s\n", postern_error_text(len));
    else
        printf("%s (%d so far)\n", text, greet_count());
    postern_shutdown(len < 0);
}
