/* The rules of interfaces: what stubs can make safe. docs/howto/write-a-service.md tells them to people. */
#ifndef STUBGEN_CHECK_H
#define STUBGEN_CHECK_H

#include "stubgen/model.h"

/* Reports every mistake; fills in what model.h marks as set by check. Notes must be resolved (resolve.h). */
void check_interface(struct interface *in);
void check_function(struct function *f, bool fp);
void check_param(const struct function *f, struct param *p);

/* Finds what each note names: a parameter, or a constant evaluated with the compiler's help. */
void resolve_notes(struct interface *in, const char *const *flags, int flag_count);

#endif
