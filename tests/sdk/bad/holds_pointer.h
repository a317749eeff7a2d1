#include <postern/interface.h>
XS_INTERFACE(bad)
struct leaf { char text[8]; const char *more; };
struct tree { int n; struct leaf leaves[2]; };
int bad_tree(const struct tree *t XS_IN(sizeof(struct tree))); //! parameter 't' of 'bad_tree': 'const struct tree *' holds pointers, which mean nothing to the service
