#include <postern/interface.h>
XS_INTERFACE(bad)
char *bad_name(void); //! 'bad_name' returns a pointer (char *): return a handle, or fill a buffer
