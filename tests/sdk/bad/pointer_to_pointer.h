#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_list(char **names XS_OUT(64)); //! parameter 'names' of 'bad_list' is a pointer to a pointer (char **): flatten it
