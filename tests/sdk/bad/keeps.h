#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_fine(const void *data XS_IN(len), size_t len) XS_KEEPS;
void bad_void(const void *data XS_IN(len), size_t len) XS_KEEPS; //! XS_KEEPS on 'bad_void': under ipc it must be able to return an error
