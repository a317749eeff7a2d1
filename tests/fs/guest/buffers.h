/* Cases about memory that a device may hold; the disk is scratch. */
#ifndef TESTS_FS_BUFFERS_H
#define TESTS_FS_BUFFERS_H

void buffers(void);

#endif
