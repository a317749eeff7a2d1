/* Threads of a program. */
#ifndef POSTERN_THREAD_H
#define POSTERN_THREAD_H

#include <stdint.h>

/* Starts a thread that runs function(arg) in this program and ends when it returns. `stack` in bytes; `priority`
 * at most the caller's. It has thread-local storage of its own. Answers its id, or -PE_*. */
long postern_thread_start(void (*function)(void *), void *arg, uint64_t stack, unsigned priority);

#endif
