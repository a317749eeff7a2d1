/* What struct machine holds; for the board's own units. */
#pragma once
#include "board/boot.h"
#include "board/htif.h"
#include "board/machine.h"
#include "devices/clint.h"
#include "devices/dma_control.h"
#include "devices/plic.h"
#include "devices/uart.h"

enum { DEVICES_MAX = 20 };

/* Machine time: `done` instructions before the running slice, plus what `running` has executed of it; and the same in cycles.
 * While no hart runs, `running` is NULL. */
struct machine_clock {
    uint64_t done, cycles, skipped; /* instructions; cycles; ticks */
    uint64_t khz;                   /* time follows cycles at this clock; 0: it follows instructions */
    const struct hart *running;
    uint64_t running_from, cycles_from; /* its instret and cycles when the slice began */
    uint64_t slice_end;                 /* mtime at which the slice is over anyway */
    uint64_t shown;                     /* the latest mtime that the guest saw: see board_mtime */
};

struct machine {
    struct machine_config config; /* images and strings are this machine's own copies */
    uint8_t *copies[4];
    struct bus *bus;
    struct hart *hart[MACHINE_HARTS_MAX];
    bool waiting[MACHINE_HARTS_MAX];
    uint64_t waiting_from[MACHINE_HARTS_MAX]; /* instructions of the machine when it began to wait */
    unsigned harts, current;                  /* current: whose turn it is, or was last */
    struct machine_clock clock;
    struct device device[DEVICES_MAX];
    unsigned devices;
    struct plic *plic;
    struct clint *clint;
    struct uart *uart;
    struct dma_control *dma_control;
    struct boot boot;
    struct htif htif; /* if config.htif */
    uint64_t refused; /* see machine_refused */
    bool asked, ended;
    enum machine_stop end; /* why, when `ended` */
    unsigned exit_code;
};

/* map.c: creates every device and attaches it. */
bool map_devices(struct machine *m, struct failure *why);
/* clock.c */
struct device_clock clock_for_devices(struct machine *m);
struct hart_board clock_for_harts(struct machine *m);
/* What a hart may run before mtime; at least 1 of what time follows. */
struct slice {
    uint64_t instructions, cycles;
};
struct slice clock_until(const struct machine *m, uint64_t mtime);
