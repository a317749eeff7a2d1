#include <postern/interface.h>
XS_INTERFACE(bad)
size_t bad_count(void *p XS_OUT(len), size_t len) XS_LENGTH(len); //! XS_LENGTH on 'bad_count', which returns 'size_t': only a signed result can be a length or an error
long bad_const(void) XS_LENGTH(16); //! XS_LENGTH(16) of 'bad_const' names no parameter
