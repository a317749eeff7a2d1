/* How input reaches the guest during a session: from the host, or from a log. */
#pragma once
#include "host/session.h"

/* Looks at the host's input and the debugger without waiting. */
void input_poll(struct session *s);
/* Waits up to `ms` milliseconds (-1: for ever) for the host's input, the debugger or a signal. */
void input_wait(struct session *s, int ms);
/* While idle: lets the clock jump to the event `mtime`, or only to where a log has input before it. A paced session waits
 * on the host as long as the guest thinks it waits, and takes input meanwhile. */
void input_wait_event(struct session *s, uint64_t mtime);
/* Gives the guest what it will take now; how many bytes. A log that does not fit the run sets s->why. */
unsigned input_feed(struct session *s);

bool input_possible(const struct session *s);    /* may anything from outside still wake the guest? */
bool input_used_up(const struct session *s);     /* all that was there has been given */
bool input_end_reached(const struct session *s); /* the log ends the run here */
