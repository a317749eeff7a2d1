#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_type(missing_t x); //! unknown type name 'missing_t'
