#include <postern/interface.h>
XS_INTERFACE(bad)
struct hidden;
int bad_hidden(struct hidden *h XS_INOUT(16)); //! parameter 'h' of 'bad_hidden': 'struct hidden *' is an incomplete type, its size is not known
