/* From the services' error codes to the C library's errno. */
#ifndef PROGRAMS_LIB_ERROR_H
#define PROGRAMS_LIB_ERROR_H

/* Result of a service: >= 0 is passed on; a negated PE_* code sets errno and becomes -1. */
long error_result(long result);

#endif
