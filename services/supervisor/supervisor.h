/* supervisor: has services that ended made again, in place.
 *
 * The boot image says which: its entries `watched0` ... `watched7` name them, with `manage`. */
#ifndef SERVICES_SUPERVISOR_SUPERVISOR_H
#define SERVICES_SUPERVISOR_SUPERVISOR_H

#include <stdint.h>

#include <postern/interface.h>

XS_INTERFACE(supervisor)

#define SUPERVISOR_WATCHED 8

struct supervisor_record {
    uint64_t restarts; /* since the boot */
    uint64_t status;   /* with which it ended last: see system call prog_wait */
    uint64_t failures; /* of making it again: it is tried again, each time later */
    uint64_t reserved;
};
_Static_assert(sizeof(struct supervisor_record) == 32, "the annotation below names it");

/* What has become of one that is watched. noent: that number is not watched. Answers 0. */
int supervisor_look(int watched, struct supervisor_record *record XS_OUT(32));

#endif
