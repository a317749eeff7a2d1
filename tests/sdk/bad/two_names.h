#include <postern/interface.h>
XS_INTERFACE(bad)
XS_INTERFACE(worse) //! a second XS_INTERFACE: a header describes one service
int bad_a_very_long_name_that_goes_on_and_on(void); //! 'bad_a_very_long_name_that_goes_on_and_on': names have at most 31 characters
