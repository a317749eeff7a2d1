/* A disk that the tour drives itself: reads of one sector, to wherever it is told. */
#ifndef PROGRAMS_TOUR_DISK_H
#define PROGRAMS_TOUR_DISK_H

#include <stdint.h>

/* Brings the device up with its rings in memory that it was given. 0, or 1: there is none, or it refuses. */
int disk_start(void);
/* Reads sector 0 to DMA address `to`. 0: done; else why the device was refused (null: it did not say). */
int disk_read(uint64_t to, const char **why);
/* DMA address of `p`, which is given to the device with all that its register reaches. */
uint64_t disk_give(const void *p);
/* How many accesses the device was refused. */
uint32_t disk_refusals(void);

#endif
