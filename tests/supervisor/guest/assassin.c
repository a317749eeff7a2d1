/* Kills the services of the booted system, one after the other, the drivers and the shell included. */
#include <stdio.h>

#include <postern/service.h>
#include <postern/syscall.h>

#define SECOND 10000000 /* ticks */

POSTERN_IMPORT(console_entry, "kill-console");
POSTERN_IMPORT(block_entry, "kill-block");
POSTERN_IMPORT(fs_entry, "kill-fs");
POSTERN_IMPORT(timer_entry, "kill-timer");
POSTERN_IMPORT(loader_entry, "kill-loader");
POSTERN_IMPORT(shell_entry, "kill-shell");

int main(void)
{
    volatile struct postern_import *const victims[] = {&console_entry, &block_entry,  &fs_entry,
                                                       &timer_entry,   &loader_entry, &shell_entry};
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < sizeof victims / sizeof *victims; i++) {
            postern_sleep(SECOND);
            postern_prog_kill(victims[i]->selector);
        }
    postern_sleep(SECOND);
    printf("assassin: all were killed\n");
    fflush(stdout);
    return 0;
}
