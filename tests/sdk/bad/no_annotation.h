#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_sum(const int *values, size_t count); //! pointer 'values' of 'bad_sum' says neither XS_IN, XS_OUT, XS_INOUT nor XS_STRING
int bad_array(char name[16]); //! pointer 'name' of 'bad_array' says neither XS_IN, XS_OUT, XS_INOUT nor XS_STRING
