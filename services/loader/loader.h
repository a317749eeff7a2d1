/* Names and loader: starts programs from the file system, waits for them, ends them.
 *
 * A spawned program gets its own badge and entries for console, fs and loader as its import table
 * asks and its spawner may pass on; everything that it held is freed when it ends. A handle is
 * the spawner's: other badges get -PE_BADF. Results: >= 0, or a negated PE_* code. */
#ifndef SERVICES_LOADER_LOADER_H
#define SERVICES_LOADER_LOADER_H

#include <postern/interface.h>
#include <stddef.h>
#include <stdint.h>

XS_INTERFACE(loader)

#define LOADER_PATH_MAX   256  /* longest path, bytes with its zero */
#define LOADER_ARGS_MAX   4096 /* longest argument block, bytes */
#define LOADER_REASON_MAX 96   /* longest text of loader_reason, bytes with its zero */

/* Flags of loader_spawn. */
#define LOADER_FOREGROUND 1u /* Ctrl-C ends this program until it is waited for */
#define LOADER_INSPECT    2u /* may call loader_inspect, if the spawner may */

/* Status of loader_wait: 0-255 exit status, LOADER_FAULTED + cause of a trap (abi/causes.h and the
 * privileged manual), or one of these. */
#define LOADER_FAULTED     256
#define LOADER_KILLED      1024
#define LOADER_INTERRUPTED 1025

/* One running program, as loader_list tells it. */
struct loader_program {
    int64_t handle; /* as loader_spawn answered */
    int64_t parent; /* badge of the spawner */
    int64_t badge;
    int64_t thread; /* id of its first thread */
    uint32_t flags; /* of loader_spawn */
    uint32_t ended; /* 1: waits to be waited for */
    char path[LOADER_PATH_MAX];
};

/* Starts the ELF file at path. args: strings, each with its zero, len bytes in all: first argc arguments
 * (argv[0] is the program's name), then what the program's library understands (programs/lib/start.h).
 * Answers a handle > 0. -PE_NOENT: no such file; -PE_NOEXEC: not a program for this machine (loader_reason
 * says why); -PE_INVAL: fewer than argc strings; -PE_QUOTA, -PE_NOMEM. */
long loader_spawn(const char *path XS_STRING(LOADER_PATH_MAX), const void *args XS_IN(len), size_t len, unsigned argc,
                  unsigned flags) XS_STACK(24576) XS_FRAMES(8);

/* Waits at most timeout ticks of `time` (0: for ever) until the program has ended, frees the
 * handle and answers the status above. -PE_TIMEOUT: it still runs. */
long loader_wait(long handle, uint64_t timeout) XS_STACK(20480) XS_FRAMES(8);

/* Ends a program. Its status is LOADER_KILLED; it must still be waited for. */
int loader_kill(long handle);

/* Ends the newest foreground program with LOADER_INTERRUPTED. Answers 1, or 0 where there was
 * none. Only the console's entry allows this gate. */
int loader_interrupt(void);

/* Fills *program (size bytes) with the index-th program. -PE_NOENT: past the last. */
int loader_list(unsigned index, struct loader_program *program XS_OUT(size), size_t size);

/* The reason, in words, why the caller's last loader_spawn failed. Answers its length. */
long loader_reason(char *text XS_OUT(size), size_t size) XS_LENGTH(size);

/* One record of kernel state (system call `info`, abi/syscalls.h) for callers that may look.
 * Answers its size; -PE_NOENT: past the last; -PE_PERM. */
long loader_inspect(unsigned what, unsigned index, void *record XS_OUT(size), size_t size) XS_LENGTH(size);

#endif
