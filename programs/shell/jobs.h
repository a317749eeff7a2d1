/* Programs that the shell starts, in front or behind. */
#ifndef PROGRAMS_SHELL_JOBS_H
#define PROGRAMS_SHELL_JOBS_H

#include "parse.h"

/* Runs the program that the command names; output is its file's absolute path or "". Waits for it unless it
 * goes behind. 0, or 1 after having said what went wrong. */
int jobs_run(const struct command *command, const char *output);

/* Tells which programs behind have ended since it was last asked. */
void jobs_tell(void);

#endif
