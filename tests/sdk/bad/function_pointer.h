#include <postern/interface.h>
XS_INTERFACE(bad)
typedef void (*handler)(int);
int bad_on(void (*call)(int)); //! parameter 'call' of 'bad_on' is a function pointer: code does not cross
int bad_at(handler h); //! parameter 'h' of 'bad_at' is a function pointer: code does not cross
