#include <postern/interface.h>
XS_INTERFACE(bad)
int bad_work(void);
int bad_tidy(int error, unsigned gate) XS_CLEANUP; //! 'bad_tidy' is a cleanup gate: write void bad_tidy(int error, unsigned gate)
