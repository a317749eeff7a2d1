/* How a program finds itself placed. Behind the arguments of loader_spawn the spawner puts three more strings:
 * the working directory, the file that standard output is appended to ("": the console), and where standard
 * input comes from ("": the console; "none": at its end from the start). */
#ifndef PROGRAMS_LIB_START_H
#define PROGRAMS_LIB_START_H

#include <stddef.h>

/* To be called first in main. Programs of the boot image have argc 0: they stay in "/" on the console. 0, or
 * -1 where the output file could not be opened: a message was written. */
int start_program(int argc, char **argv);

/* Writes the argument strings for loader_spawn into block; answers their length, 0 where they do not fit. */
size_t start_block(char *block, size_t size, int argc, char *const argv[], const char *output, const char *input);

#endif
