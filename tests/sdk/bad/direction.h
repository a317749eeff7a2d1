#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_in(void *p XS_IN(4)); //! XS_IN on 'p' of 'bad_in': the service may only read, make it a pointer to const
int bad_out(const void *p XS_OUT(4)); //! XS_OUT on 'p' of 'bad_out', which points to const
