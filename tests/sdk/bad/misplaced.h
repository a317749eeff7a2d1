#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_scalar(int n XS_IN(4)); //! XS_IN on parameter 'n' of 'bad_scalar', which is no pointer
int bad_function(void) XS_OUT(4); //! XS_OUT belongs on a pointer parameter, not on function 'bad_function'
int bad_param(void *p XS_STACK(4)); //! XS_STACK belongs on a function, not on parameter 'p' of 'bad_param'
int bad_both(void *p XS_OUT(4) XS_IN(4)); //! pointer 'p' of 'bad_both' has more than one annotation
