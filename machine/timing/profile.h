/* A profile: every parameter of the timing model, read from a text file in which each value names its source. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timing_profile {
    char name[32];
#define PARAM(name, least, most) uint32_t name;
#include "timing/profile.def"
#undef PARAM
};

struct timing_error {
    char text[256];
};

/* Lines `name: {value: N, source: "..."}`, blank lines and lines that begin with '#'; each parameter exactly once.
 * `file` is for messages. False: why->text says what was wrong and where. */
bool timing_profile_read(struct timing_profile *p, const char *file, const char *text, struct timing_error *why);

/* The profiles that are compiled in: text by name, NULL: none of that name. */
const char *timing_profile_builtin(const char *name);
const char *timing_profile_name(unsigned n); /* NULL: past the last */
