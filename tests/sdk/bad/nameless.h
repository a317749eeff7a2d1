#include <postern/interface.h> //! no XS_INTERFACE(name): the interface has no name
int bad_call(void);
