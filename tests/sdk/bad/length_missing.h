#include <postern/interface.h>
XS_INTERFACE(bad)
long bad_read(void *buf XS_OUT(length), size_t len); //! XS_OUT(length): 'length' is neither a parameter of this function nor a constant
