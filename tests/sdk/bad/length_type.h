#include <postern/interface.h>
XS_INTERFACE(bad)
long bad_read(void *buf XS_OUT(len), int len); //! XS_OUT(len) on 'buf' of 'bad_read': 'len' is 'int', it must be size_t
long bad_write(const void *buf XS_IN(len), uint32_t len); //! XS_IN(len) on 'buf' of 'bad_write': 'len' is 'uint32_t', it must be size_t
