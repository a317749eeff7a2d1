/* The whole machine: harts, RAM, devices, firmware and images on QEMU's `virt` map (abi/platform.yaml).
 *
 * It knows no host: console output, disks and input are handed in by the caller, and time is counted in
 * instructions. mtime = instructions / 100 + what was skipped while every hart waited; with a model of time, cycles at its
 * clock stand for instructions. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/failure.h"
#include "core/hart.h"
#include "devices/uart.h"
#include "devices/virtio_blk.h"

enum { MACHINE_HARTS_MAX = DEVICE_HARTS_MAX, MACHINE_DISKS_MAX = 8 };

struct machine;

/* A file in memory; the machine copies what it keeps. `name` is for messages. NULL bytes: not given. */
struct machine_image {
    const char *name;
    const uint8_t *bytes;
    size_t size;
};

/* What the machine is made of. Strings and images are copied or read by machine_new; 0 and NULL mean the default. */
struct machine_config {
    uint64_t ram_size;           /* bytes, a multiple of 4096; default 128 MiB */
    unsigned harts;              /* 1 to 64; default 1 */
    uint64_t rtc_epoch;          /* nanoseconds since 1970 that the RTC shows at reset */
    const char *append;          /* /chosen/bootargs */
    struct machine_image bios;   /* ELF or raw (at 0x80000000); none: the kernel is entered in M-mode */
    struct machine_image kernel; /* ELF or raw (at 0x80200000, without firmware at 0x80000000) */
    struct machine_image initrd;
    struct block_backend disk[MACHINE_DISKS_MAX]; /* size 0: empty window */
    uint64_t disk_latency;                        /* ticks of mtime that a request takes; 0: it is done at the notify */
    struct uart_sink console;                     /* transmit NULL: output is dropped */
    bool virtio_legacy;                           /* disks are virtio-mmio version 1 */
    bool htif;                                    /* the program reports through `tohost` (board/htif.h) */
};

/* NULL: why->text says what was wrong. The machine stands before its first instruction. */
struct machine *machine_new(const struct machine_config *config, struct failure *why);
void machine_free(struct machine *m);

enum machine_stop {
    MACHINE_BUDGET,     /* the instructions asked for have run */
    MACHINE_IDLE,       /* every hart waits for an interrupt; see machine_next_event */
    MACHINE_BREAKPOINT, /* machine_current stands before a breakpoint or watchpoint */
    MACHINE_FINISHED,   /* the guest ended the machine: machine_exit_code */
    MACHINE_RESET,      /* the guest asked for a restart: machine_reset does it */
    MACHINE_ASKED,      /* machine_ask_stop was called */
};

/* Runs at most `budget` instructions; several harts go on to the end of the round in which it is used up, so that a run
 * does not depend on how it is cut. What traps instead of retiring counts against it too, so that a guest whose trap
 * handler traps cannot hold the host. */
enum machine_stop machine_run(struct machine *m, uint64_t budget);
/* One instruction of one hart; a waiting hart is run on. Debugger. */
enum machine_stop machine_step(struct machine *m, unsigned hart);
void machine_ask_stop(struct machine *m); /* from within machine_run */
/* Time goes on; RAM, devices, harts and their counters start again. */
bool machine_reset(struct machine *m, struct failure *why);

uint64_t machine_instructions(const struct machine *m); /* machine time in instructions, skips apart */
uint64_t machine_refused(const struct machine *m);      /* traps that cost budget and retired nothing */
uint64_t machine_mtime(const struct machine *m);        /* the board's clock, in ticks of 100 ns */
uint64_t machine_cycles(const struct machine *m);       /* machine time in cycles; see core/hart.h, hart_cycles */
/* From now on mtime follows cycles at this clock, not instructions: for a model of time. */
void machine_time_by_cycles(struct machine *m, uint64_t khz);
/* mtime of the next timer or device event; UINT64_MAX: none. */
uint64_t machine_next_event(const struct machine *m);
/* While idle: lets the clock jump to `mtime`, not beyond the next event. */
void machine_skip_to(struct machine *m, uint64_t mtime);
unsigned machine_exit_code(const struct machine *m); /* of the finisher: 0 for pass */

/* Console input: how many bytes the guest takes now, and one byte for it. */
unsigned machine_input_room(const struct machine *m);
void machine_input(struct machine *m, uint8_t byte);

unsigned machine_harts(const struct machine *m);
struct hart *machine_hart(struct machine *m, unsigned n);
unsigned machine_current(const struct machine *m); /* the hart that ran last */
struct bus *machine_bus(struct machine *m);
uint64_t machine_ram_size(const struct machine *m);
/* Physical address of a symbol of the kernel, or without one of the firmware. false: there is none. */
bool machine_symbol(const struct machine *m, const char *name, uint64_t *pa);
const void *machine_fdt(const struct machine *m, size_t *size);

/* Over harts, devices and RAM. Equal runs give equal hashes, on any host. */
uint64_t machine_state_hash(const struct machine *m);
