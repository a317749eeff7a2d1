#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_work(void);
void bad_tidy(int error, unsigned gate) XS_CLEANUP; //! 'bad_tidy': a service has one cleanup gate
void bad_clean(int error, unsigned gate) XS_CLEANUP; //! 'bad_clean': a service has one cleanup gate
