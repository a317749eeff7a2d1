#include <postern/interface.h>
XS_INTERFACE(bad)
#define OWNED XS_NOTE("owned")
int bad_keep(void *p OWNED); //! unknown annotation "owned" on 'p' of 'bad_keep'
int bad_what(void) OWNED; //! unknown annotation "owned" on 'bad_what'
