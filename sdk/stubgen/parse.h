/* Reading a header with libclang. Knows C, not the rules of interfaces (check.h). */
#ifndef STUBGEN_PARSE_H
#define STUBGEN_PARSE_H

#include "stubgen/model.h"

/* Reads `header` with the compiler flags given. What the compiler itself objects to is reported; the
 * answer then holds what could be read. */
struct interface *parse_header(const char *header, bool fp, const char *const *flags, int flag_count);

/* Values of constant expressions as the header's scope knows them: value[i] of text[i], known[i] false
 * where it is none. The second and last time that the header is parsed. */
void parse_constants(const char *header, const char *const *flags, int flag_count, const char *const *text,
                     unsigned count, uint64_t *value, bool *known);

#endif
