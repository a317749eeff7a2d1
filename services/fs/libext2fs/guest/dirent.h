/* Included by a source of libext2fs that uses nothing of it; picolibc's refuses to be included. */
