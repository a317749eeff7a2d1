/* The boot image: checked wholly before anything is made of it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "abi/image.h"

struct program;

/* A boot image in memory and its tables, all within it once image_check said so. */
struct image {
    const char *bytes;
    const struct image_header *header;
    const struct image_program *programs;
    const struct image_load *loads;
    const struct image_gate *gates;
    const struct image_segment *segments;
    const struct image_grant *grants;
    const struct image_thread *threads;
};

/* What is wrong with an image: a sentence, and the table row that it is about. text NULL: nothing. */
struct image_fault {
    const char *text;
    const char *table;
    uint64_t row;
};

/* size: bytes there are. `bytes` is 8-aligned. */
struct image_fault image_check(const void *bytes, uint64_t size, struct image *image);
/* Makes programs, segments, grants and threads. false: something could not be made; it said what. */
bool image_start(const struct image *image);
/* After image_start: must the image's bytes stay, because a program manages another one? Then image_restart may be asked. */
bool image_is_kept(const struct image *image);
/* Starts an ended program of the image again as at first, under its selector's next generation; entries that named it name
 * the new one, and programs that it had started end. -PE_BUSY: it has not ended; -PE_INVAL: it is not of the image, or serves
 * an endpoint; -PE_NOSPC, -PE_QUOTA, -PE_NOMEM: it stays ended. */
int64_t image_restart(struct program *p);
