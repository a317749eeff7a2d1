/* The command line of `postern`. */
#pragma once
#include "board/machine.h"

struct options {
    const char *bios; /* a path, "none", or NULL: the default firmware */
    const char *kernel, *initrd, *append;
    struct {
        const char *path;
        bool read_only;
    } drive[MACHINE_DISKS_MAX];
    unsigned drives, harts;
    bool interpret;       /* the engine: the interpreter, not the translator */
    uint64_t memory;      /* bytes; 0: default */
    uint64_t rtc_seconds; /* since 1970 */
    uint64_t disk_latency;
    uint64_t limit; /* instructions; UINT64_MAX: none */
    const char *record, *replay, *counters, *trace, *gdb, *dump_fdt, *signature;
    unsigned granularity; /* bytes per line of the signature; 0: default */
    bool htif, virtio_legacy;
    bool wait, state_hash, exit_on_eof, no_reboot, pace, hint;
    const char *completion; /* a shell */
    bool help, man, version;
    /* A profile's name or file; NULL: no model of time. With one, time may follow instructions all the same. */
    const char *timing;
    bool clock_given, by_instructions;
};

/* Parses in place: strings are argv's. The environment is not looked at. */
bool options_parse(struct options *o, int argc, char **argv, struct failure *why);
