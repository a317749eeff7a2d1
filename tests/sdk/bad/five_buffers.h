#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_five(const void *a XS_IN(8), const void *b XS_IN(8), void *c XS_OUT(8), //! 'bad_five' has 5 buffers and strings, at most 4 can be granted in one call
             void *d XS_INOUT(8), const char *e XS_STRING(8));
